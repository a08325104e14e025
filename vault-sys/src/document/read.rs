//! From nodes to a policy.

use super::{
    Capability, ControlGroup, Factor, Policy, Rule,
    error::Problem,
    node::{Kind, Node},
    scalar::{boolean, count, duration, time},
};

pub(super) fn policy(node: Node) -> Result<Policy, Problem> {
    let mut policy = Policy::new();
    for (key, node) in node.entries()? {
        match key.as_str() {
            "path" => rules(node, &mut policy.rules)?,
            "name" if policy.name.is_none() => policy.name = Some(within_key(&key, node.text())?),
            "name" => return Err(node.problem("is here for the second time").within("key", &key)),
            _ => return Err(unknown(&key, &node, "`path` and `name`")),
        }
    }
    Ok(policy)
}

fn rules(node: Node, rules: &mut Vec<Rule>) -> Result<(), Problem> {
    // In JSON, a list of rules is the same as an object of them.
    let groups = if matches!(node.kind, Kind::List(_)) { node.list()? } else { vec![node] };
    for group in groups {
        for (path, node) in within_key("path", group.entries())? {
            let rule = rule(&path, node).map_err(|problem| problem.within("path", &path))?;
            rules.push(rule);
        }
    }
    Ok(())
}

fn rule(path: &str, node: Node) -> Result<Rule, Problem> {
    let mut rule = Rule::new(path);
    let mut older = Vec::new();
    for (key, node) in node.fields()? {
        let read = match key.as_str() {
            "comment" => node.text().map(|text| rule.comment = Some(text)),
            "policy" => shorthand(node).map(|capabilities| older = capabilities),
            "capabilities" => node.texts().map(|all| rule.capabilities = all),
            "required_parameters" => node.texts().map(|all| rule.required_parameters = all),
            "allowed_parameters" => parameters(node).map(|all| rule.allowed_parameters.extend(all)),
            "denied_parameters" => parameters(node).map(|all| rule.denied_parameters.extend(all)),
            "min_wrapping_ttl" => duration(&node).map(|ttl| rule.min_wrapping_ttl = Some(ttl)),
            "max_wrapping_ttl" => duration(&node).map(|ttl| rule.max_wrapping_ttl = Some(ttl)),
            "mfa_methods" => node.texts().map(|all| rule.mfa_methods = all),
            "pagination_limit" => count(&node).map(|limit| rule.pagination_limit = Some(limit)),
            "list_scan_response_keys_filter_path" => {
                node.text().map(|path| rule.list_scan_response_keys_filter_path = Some(path))
            }
            "expiration" => time(&node).map(|time| rule.expiration = time),
            "control_group" => control_group(node).map(|group| rule.control_group = Some(group)),
            "subscribe_event_types" => node.texts().map(|all| rule.subscribe_event_types = all),
            _ => return Err(unknown(&key, &node, "the fields of `Rule`, and `policy`")),
        };
        within_key(&key, read)?;
    }
    // The servers add what it stands for to the capabilities, save for `deny`.
    if older == [Capability::Deny] {
        rule.capabilities.clear();
    }
    rule.capabilities.append(&mut older);
    Ok(rule)
}

/// How capabilities were given before they had names.
fn shorthand(node: Node) -> Result<Vec<Capability>, Problem> {
    use Capability::{Create, Delete, Deny, List, Read, Sudo, Update};
    let at = node.at;
    Ok(match node.text()?.as_str() {
        "" => vec![],
        "deny" => vec![Deny],
        "read" => vec![Read, List],
        "write" => vec![Create, Read, Update, Delete, List],
        "sudo" => vec![Create, Read, Update, Delete, List, Sudo],
        _ => return Err(Problem::new(at, "has to be `deny`, `read`, `write` or `sudo`")),
    })
}

fn parameters(node: Node) -> Result<Vec<(String, Vec<serde_json::Value>)>, Problem> {
    let fields = node.fields()?.into_iter();
    fields
        .map(|(name, node)| {
            let values = node.list().and_then(|list| list.into_iter().map(Node::value).collect());
            Ok((name.clone(), within_key(&name, values)?))
        })
        .collect()
}

fn control_group(node: Node) -> Result<ControlGroup, Problem> {
    let mut group = ControlGroup::new();
    for (key, node) in node.entries()? {
        let read = match key.as_str() {
            "factor" => factors(node).map(|mut factors| group.factors.append(&mut factors)),
            "ttl" if group.ttl.is_none() => duration(&node).map(|ttl| group.ttl = Some(ttl)),
            "self_auth_allowed" if group.self_auth_allowed.is_none() => {
                boolean(&node).map(|allowed| group.self_auth_allowed = Some(allowed))
            }
            "ttl" | "self_auth_allowed" => Err(node.problem("is here for the second time")),
            _ => return Err(unknown(&key, &node, "`ttl`, `self_auth_allowed` and `factor`")),
        };
        within_key(&key, read)?;
    }
    Ok(group)
}

fn factors(node: Node) -> Result<Vec<Factor>, Problem> {
    let entries = node.entries()?.into_iter();
    entries
        .map(|(name, node)| factor(&name, node).map_err(|problem| problem.within("factor", &name)))
        .collect()
}

fn factor(name: &str, node: Node) -> Result<Factor, Problem> {
    let mut factor = Factor::new(name, 0);
    for (key, node) in node.fields()? {
        let read = match key.as_str() {
            "controlled_capabilities" => {
                node.texts().map(|all| factor.controlled_capabilities = all)
            }
            "identity" => identity(node, &mut factor),
            _ => return Err(unknown(&key, &node, "`controlled_capabilities` and `identity`")),
        };
        within_key(&key, read)?;
    }
    Ok(factor)
}

fn identity(node: Node, factor: &mut Factor) -> Result<(), Problem> {
    for (key, node) in node.fields()? {
        let read = match key.as_str() {
            "group_names" => node.texts().map(|names| factor.group_names = names),
            "group_ids" => node.texts().map(|ids| factor.group_ids = ids),
            "approvals" => count(&node).map(|approvals| factor.approvals = approvals),
            _ => return Err(unknown(&key, &node, "`group_names`, `group_ids` and `approvals`")),
        };
        within_key(&key, read)?;
    }
    Ok(())
}

fn within_key<T>(key: &str, result: Result<T, Problem>) -> Result<T, Problem> {
    result.map_err(|problem| problem.within("key", key))
}

/// Kept as it is, it could not be written again: without knowing a key, nobody can tell whether
/// it is to be an object or a block with a label. Left out, it would change what is allowed.
fn unknown(key: &str, node: &Node, known: &str) -> Problem {
    node.problem(format!("is unknown here; known are {known}")).within("key", key)
}
