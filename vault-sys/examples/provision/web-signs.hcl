# The website signs what it sends, and cannot make keys.
path "team/web/transit/sign/site" {
  capabilities = ["update"]
}
