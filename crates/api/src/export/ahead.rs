//! Reading ahead: one item waits, and one is being read, while another is worked on; never more.

use std::fmt;
use std::future::poll_fn;
use std::task::{Context, Poll, ready};

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Items that wait to be taken.
const WAITING: usize = 1;

/// Where items come from, one after the other.
pub(super) trait Source: Send + 'static {
    type Item: Send + 'static;
    type Error: Send + 'static;

    /// The next item; `None` behind the last.
    fn next(&mut self) -> impl Future<Output = Result<Option<Self::Item>, Self::Error>> + Send;
}

/// The task that reads has ended without saying that it came to the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EndedEarly;

impl fmt::Display for EndedEarly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the task that reads ahead ended before its end")
    }
}

impl std::error::Error for EndedEarly {}

/// A source that is read by a task of its own. Dropping it stops the reading, also in the middle of an item.
pub(super) struct Ahead<S: Source> {
    items: mpsc::Receiver<Result<Option<S::Item>, S::Error>>,
    reader: JoinHandle<()>,
    has_ended: bool,
}

impl<S: Source> Ahead<S> {
    /// Begins to read.
    pub(super) fn start(mut source: S) -> Self {
        let (sender, items) = mpsc::channel(WAITING);
        let reader = tokio::spawn(async move {
            loop {
                let item = source.next().await;
                let is_last = !matches!(item, Ok(Some(_)));
                if sender.send(item).await.is_err() || is_last {
                    return;
                }
            }
        });
        Self {
            items,
            reader,
            has_ended: false,
        }
    }

    /// The next item; `None` behind the last. What is cut off never looks like an end.
    pub(super) fn poll_next<E: From<S::Error> + From<EndedEarly>>(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<S::Item>, E>> {
        if self.has_ended {
            return Poll::Ready(Ok(None));
        }
        let item = match ready!(self.items.poll_recv(context)) {
            Some(item) => item.map_err(E::from),
            None => Err(EndedEarly.into()),
        };
        self.has_ended = !matches!(item, Ok(Some(_)));
        Poll::Ready(item)
    }

    /// The next item, awaited.
    pub(super) async fn next<E: From<S::Error> + From<EndedEarly>>(&mut self) -> Result<Option<S::Item>, E> {
        poll_fn(|context| self.poll_next(context)).await
    }
}

impl<S: Source> Drop for Ahead<S> {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Notify;

    use super::*;

    #[derive(Debug, PartialEq)]
    enum Failed {
        Source(&'static str),
        Early,
    }

    impl From<&'static str> for Failed {
        fn from(error: &'static str) -> Self {
            Self::Source(error)
        }
    }

    impl From<EndedEarly> for Failed {
        fn from(_: EndedEarly) -> Self {
            Self::Early
        }
    }

    /// Counts up to a last item, behind which stands something else.
    struct Counting {
        begun: Arc<AtomicUsize>,
        last: usize,
        then: fn() -> Result<Option<usize>, &'static str>,
    }

    impl Source for Counting {
        type Item = usize;
        type Error = &'static str;

        async fn next(&mut self) -> Result<Option<usize>, &'static str> {
            let number = self.begun.fetch_add(1, Ordering::SeqCst);
            if number < self.last {
                Ok(Some(number))
            } else {
                (self.then)()
            }
        }
    }

    fn counting(
        last: usize,
        then: fn() -> Result<Option<usize>, &'static str>,
    ) -> (Ahead<Counting>, Arc<AtomicUsize>) {
        let begun = Arc::new(AtomicUsize::new(0));
        let source = Counting {
            begun: begun.clone(),
            last,
            then,
        };
        (Ahead::start(source), begun)
    }

    async fn all(ahead: &mut Ahead<Counting>) -> (Vec<usize>, Option<Failed>) {
        let mut items = Vec::new();
        loop {
            match ahead.next::<Failed>().await {
                Ok(Some(item)) => items.push(item),
                Ok(None) => return (items, None),
                Err(error) => return (items, Some(error)),
            }
        }
    }

    /// Lets every other task go as far as it can: the test's runtime has one thread.
    async fn settle() {
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn items_come_in_order_and_then_the_end() {
        let (mut ahead, _) = counting(5, || Ok(None));
        assert_eq!(all(&mut ahead).await, ((0..5).collect(), None));
        assert_eq!(all(&mut ahead).await, (vec![], None), "it stays at the end");
    }

    #[tokio::test]
    async fn no_more_is_read_than_one_that_waits_and_one_in_hand() {
        let (mut ahead, begun) = counting(usize::MAX, || Ok(None));
        for taken in 0..4 {
            settle().await;
            assert_eq!(begun.load(Ordering::SeqCst), taken + 2);
            ahead.next::<Failed>().await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_failure_and_a_reader_that_dies_are_no_end() {
        let (mut ahead, _) = counting(2, || Err("gone"));
        assert_eq!(all(&mut ahead).await, (vec![0, 1], Some(Failed::Source("gone"))));
        let (mut ahead, _) = counting(2, || panic!("as a defect would"));
        assert_eq!(all(&mut ahead).await, (vec![0, 1], Some(Failed::Early)));
    }

    /// Never comes to an end with its item, and tells when it is dropped.
    struct Stuck(Arc<Notify>);

    impl Drop for Stuck {
        fn drop(&mut self) {
            self.0.notify_one();
        }
    }

    impl Source for Stuck {
        type Item = ();
        type Error = &'static str;

        async fn next(&mut self) -> Result<Option<()>, &'static str> {
            std::future::pending().await
        }
    }

    #[tokio::test]
    async fn dropping_it_stops_the_reading_in_the_middle_of_an_item() {
        let dropped = Arc::new(Notify::new());
        let ahead = Ahead::start(Stuck(dropped.clone()));
        settle().await;
        drop(ahead);
        dropped.notified().await;
    }
}
