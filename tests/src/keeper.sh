# Runs a server for as long as somebody holds the other end of standard input.
#
#   sh -c "$(cat keeper.sh)" keeper FOLDER COMMAND...
#
# When that end closes, for whatever reason, the server is ended and FOLDER removed, unless the
# last line that came is "keep". When the server ends by itself, so does this; FOLDER stays.

folder=$1
shift

# A command in the background gets no standard input, hence a name of its own for the pipe. The
# server must not have it: it would still hold it when it has been orphaned.
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
echo "$server" >"$folder/server.pid"

(
    last=
    while read -r line <&3; do last=$line; done
    [ "$last" = keep ] || : >"$folder/remove"
    kill -TERM "$server"
    tries=100
    while [ "$tries" -gt 0 ] && kill -0 "$server"; do
        sleep 0.1
        tries=$((tries - 1))
    done
    kill -KILL "$server"
) 2>/dev/null &
watcher=$!
exec 3<&-

wait "$server"
status=$?
kill "$watcher" 2>/dev/null
if [ -e "$folder/remove" ]; then
    rm -rf -- "$folder"
fi
exit "$status"
