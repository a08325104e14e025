"""The Python library hvac; it takes and prints what the programs in Rust do."""

import resource
import sys
import time

import hvac

TOKEN = "s.3yQTZJkKyeLSoAIIkvGmFx9D"
LEASE = "auth/token/create/h2584a2fac4b5ff4aa05bc9488a259d5ff25c8013a112506b2f409d234e167ffa"
POLICY = "team-0000-deploy"
RULES = 'path "secret/data/team" { capabilities = ["read"] }'


def main(address: str, call: str, times: int) -> None:
    vault = hvac.Client(url=address, token=TOKEN)
    vault.sys.list_mounted_secrets_engines()
    calls = {
        "lease": lambda: vault.sys.read_lease(LEASE)["data"]["id"] == LEASE,
        "mounts": lambda: len(vault.sys.list_mounted_secrets_engines()["data"]) == 7,
        "keys": lambda: len(vault.sys.list_acl_policies()["data"]["keys"]) == 1000,
        "policy": lambda: vault.sys.create_or_update_acl_policy(POLICY, RULES, pretty_print=False).ok,
    }
    if call not in calls:
        sys.exit(3)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, cpu = time.monotonic_ns(), time.process_time_ns()
    for _ in range(times):
        if not calls[call]():
            sys.exit("not the answer")
    wall, cpu = time.monotonic_ns() - began, time.process_time_ns() - cpu
    print(wall, cpu, peak, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
