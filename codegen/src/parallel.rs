//! Work on all processors, with results that do not show it.

use std::{
    num::NonZero,
    panic::resume_unwind,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// How much is done at a time.
pub(crate) fn workers() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// What comes of each thing, in the order of the things. Whoever is done takes the next one, as they
/// differ in size.
pub(crate) fn map<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let workers = workers().min(things.len());
    if workers < 2 {
        return things.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let index = next.fetch_add(1, Ordering::Relaxed);
        things.get(index).map(|thing| (index, work(thing)))
    };
    let mut done = thread::scope(|scope| {
        let worker = || scope.spawn(|| std::iter::from_fn(take).collect::<Vec<_>>());
        let workers: Vec<_> = std::iter::repeat_with(worker).take(workers).collect();
        let joined = workers
            .into_iter()
            .flat_map(|one| one.join().unwrap_or_else(|panic| resume_unwind(panic)));
        joined.collect::<Vec<_>>()
    });
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_are_in_the_order_of_the_things() {
        for count in [0, 1, 2, 1000] {
            let things: Vec<usize> = (0..count).collect();
            let wanted: Vec<_> = things.iter().map(|number| number * 2).collect();
            assert_eq!(super::map(&things, |number| number * 2), wanted);
        }
    }
}
