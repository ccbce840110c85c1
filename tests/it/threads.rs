//! A search with two threads.

/// Visits every item, half of them in a second thread, and returns the sum of the results.
pub(crate) fn in_two_threads<T: Sync>(items: &[T], visit: impl Fn(&T) -> usize + Sync) -> usize {
    let (left, right) = items.split_at(items.len() / 2);
    let visit_all = |half: &[T]| half.iter().map(&visit).sum::<usize>();
    std::thread::scope(|scope| {
        let other = scope.spawn(|| visit_all(right));
        visit_all(left) + other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
