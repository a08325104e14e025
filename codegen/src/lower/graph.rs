//! Which types hold which. Nothing here recurses: a file can hold a long chain of types.

use std::collections::{BTreeMap, BTreeSet};

/// From each name to the names that it leads to.
#[derive(Debug, Default)]
pub(super) struct Graph(BTreeMap<String, Vec<String>>);

impl Graph {
    pub(super) fn add(&mut self, from: &str, to: &str) {
        self.0.entry(from.into()).or_default().push(to.into());
    }

    pub(super) fn reversed(&self) -> Self {
        let mut reversed = Self::default();
        for (from, to) in &self.0 {
            for to in to {
                reversed.add(to, from);
            }
        }
        reversed
    }

    /// Everything that can be reached, the beginnings included.
    pub(super) fn reach(&self, from: impl IntoIterator<Item = String>) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut next: Vec<_> = from.into_iter().collect();
        while let Some(name) = next.pop() {
            if !found.contains(&name) {
                next.extend(self.next(&name).iter().cloned());
                found.insert(name);
            }
        }
        found
    }

    /// The ways that lead back to where they began, each of them once.
    pub(super) fn circles(&self) -> Vec<Vec<&str>> {
        let mut circles = Vec::new();
        let mut done = BTreeSet::new();
        for start in self.0.keys() {
            if done.contains(start.as_str()) {
                continue;
            }
            // The way from the start, with how many exits of each stop were taken.
            let mut way: Vec<(&str, usize)> = vec![(start, 0)];
            let mut on_way = BTreeSet::from([start.as_str()]);
            while let Some((stop, taken)) = way.last_mut() {
                let stop = *stop;
                let next = self.next(stop).get(*taken).map(String::as_str);
                *taken += 1;
                match next {
                    Some(next) if on_way.contains(next) => {
                        let circle = way.iter().map(|(stop, _)| *stop);
                        circles.push(circle.skip_while(|stop| *stop != next).collect());
                    }
                    Some(next) if done.contains(next) => {}
                    Some(next) => {
                        on_way.insert(next);
                        way.push((next, 0));
                    }
                    None => {
                        on_way.remove(stop);
                        done.insert(stop);
                        way.pop();
                    }
                }
            }
        }
        circles
    }

    fn next(&self, name: &str) -> &[String] {
        self.0.get(name).map(Vec::as_slice).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Graph;

    fn graph(edges: &[(&str, &str)]) -> Graph {
        let mut graph = Graph::default();
        for (from, to) in edges {
            graph.add(from, to);
        }
        graph
    }

    #[test]
    fn circles_are_found_once() {
        let graph = graph(&[("a", "b"), ("b", "c"), ("c", "b"), ("d", "d"), ("a", "d")]);
        assert_eq!(graph.circles(), [vec!["b", "c"], vec!["d"]]);
    }

    #[test]
    fn what_can_be_reached_is_found_both_ways() {
        let graph = graph(&[("a", "b"), ("b", "c"), ("d", "c")]);
        let names = |found: std::collections::BTreeSet<String>| Vec::from_iter(found).join("");
        assert_eq!(names(graph.reach(["b".into()])), "bc");
        assert_eq!(names(graph.reversed().reach(["b".into()])), "ab");
    }

    #[test]
    fn a_long_chain_does_not_exhaust_the_stack() {
        let names: Vec<_> = (0..100_000).map(|number| format!("{number:06}")).collect();
        let mut graph = Graph::default();
        for pair in names.windows(2) {
            graph.add(&pair[0], &pair[1]);
        }
        assert!(graph.circles().is_empty());
        assert_eq!(graph.reach([names[0].clone()]).len(), names.len());
    }
}
