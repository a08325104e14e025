# The website reads its settings.
path "team/web/kv/data/site/*" {
  capabilities = ["read"]
}
