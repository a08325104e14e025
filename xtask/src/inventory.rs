//! The inventory: every operation of the servers, from a survey of their documents, sources and
//! answers. `spec/inventory.tsv` is a table of it.

use std::{fs, path::Path};

use vault_sys_codegen::catalogue::Place;

/// One operation of the servers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    pub(crate) group: String,
    pub(crate) method: String,
    /// Below `/v1/`.
    pub(crate) path: String,
    /// Whether OpenBao has it.
    pub(crate) openbao: bool,
    /// Whether either server would rather not have it.
    pub(crate) deprecated: bool,
    pub(crate) parameters: Vec<Parameter>,
    /// The methods of hvac that call it.
    pub(crate) hvac: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) place: Place,
    pub(crate) name: String,
    pub(crate) required: bool,
}

impl Row {
    /// Method and path, as the table has them.
    pub(crate) fn route(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

pub(crate) fn read(root: &Path) -> Result<Vec<Row>, String> {
    let path = "spec/inventory.tsv";
    let text = fs::read_to_string(root.join(path)).map_err(|error| format!("{path}: {error}"))?;
    Ok(parse(&text))
}

pub(crate) fn parse(text: &str) -> Vec<Row> {
    let mut lines = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let columns = lines.next().unwrap_or_default();
    lines.map(|cells| row(&columns, &cells)).collect()
}

fn row(columns: &[&str], cells: &[&str]) -> Row {
    let cell = |name| {
        let index = columns.iter().position(|column| *column == name);
        let cell = index.and_then(|index| cells.get(index)).copied().unwrap_or_default();
        if cell == "-" { "" } else { cell }
    };
    let places = [
        ("path_params", Place::Path),
        ("query_params", Place::Query),
        ("body_params", Place::Body),
    ];
    let parameters = places.into_iter().flat_map(|(column, place)| {
        cell(column).split(',').filter_map(move |text| parameter(text, place))
    });
    Row {
        group: cell("group").into(),
        method: cell("method").into(),
        path: cell("path").trim_start_matches('/').into(),
        deprecated: cell("deprecated") == "y",
        openbao: !matches!(cell("in_openbao"), "" | "no"),
        parameters: parameters.collect(),
        hvac: cell("hvac_method")
            .split(',')
            .filter(|name| !name.is_empty())
            .map(Into::into)
            .collect(),
    }
}

/// `name:type[a|b]*@bao`; what stands for a whole body of JSON has no name.
fn parameter(text: &str, place: Place) -> Option<Parameter> {
    if text == "<any-json>" {
        return Some(Parameter { place, name: String::new(), required: true });
    }
    let (name, ty) = text.split_once(':')?;
    let ty = ty.rsplit_once('@').map_or(ty, |(ty, _)| ty);
    Some(Parameter { place, name: name.into(), required: ty.ends_with('*') })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read() {
        let text = "group\tmethod\tpath\tin_openbao\tpath_params\tquery_params\tbody_params\thvac_method\n\
                    lease\tPOST\t/sys/x/{name}\topenapi\tname:string[a|b]*\t-\ta:list<map<any>>,b:int*@bao\tone,two";
        let rows = parse(text);
        let [row] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!(row.route(), "POST sys/x/{name}");
        assert!(row.openbao);
        assert_eq!(row.hvac, ["one", "two"]);
        let parameters: Vec<_> =
            row.parameters.iter().map(|one| (one.place, one.name.as_str(), one.required)).collect();
        let expected =
            [(Place::Path, "name", true), (Place::Body, "a", false), (Place::Body, "b", true)];
        assert_eq!(parameters, expected);
    }
}
