//! Mistakes that the model can be told to make. The product and a model that is wrong disagree exactly where a product
//! that is wrong and the model would: a mistake that no run notices is one that the test would let pass.

/// A mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutant {
    /// Events of one moment stand in the opposite order.
    EqualTimesReversed,
    /// The last row of a page begins the next one.
    LastRowTwice,
    /// A row between two pages is lost.
    RowBetweenPagesLost,
    /// A cursor counts rows, so that a late event moves it.
    CursorCountsRows,
    /// `has_more` is true where a page is just full.
    FullPageHasMore,
    /// A member sees restricted events of others.
    MemberSeesRestricted,
    /// A member does not see their own restricted events.
    MemberSeesNothingRestricted,
    /// `has_more` tells a member of events that they may not see.
    HiddenEventsHaveMore,
    /// An event without a platform is excluded together with platforms.
    NoPlatformIsExcluded,
    /// The `_` of a family stands for any letter.
    FamilyIsPattern,
    /// The first value of a filter hides the others.
    OneValueOnly,
    /// The last moment of a period belongs to it.
    PeriodHoldsItsEnd,
    /// A search minds the case.
    CaseMatters,
    /// `%` and `_` of a search stand for anything.
    WordIsPattern,
    /// One of several words is enough.
    AnyWord,
    /// An idempotency key answers the first event whatever the body.
    BodyIgnored,
    /// What stands in a batch before a conflict is stored.
    HalfABatch,
    /// A refused batch takes numbers, which leaves a hole.
    HoleAfterRefusal,
}

impl Mutant {
    /// All of them, those first that every test run tries.
    pub const ALL: &'static [Self] = &[
        Self::EqualTimesReversed,
        Self::LastRowTwice,
        Self::MemberSeesRestricted,
        Self::NoPlatformIsExcluded,
        Self::BodyIgnored,
        Self::CursorCountsRows,
        Self::RowBetweenPagesLost,
        Self::FullPageHasMore,
        Self::MemberSeesNothingRestricted,
        Self::HiddenEventsHaveMore,
        Self::FamilyIsPattern,
        Self::OneValueOnly,
        Self::PeriodHoldsItsEnd,
        Self::CaseMatters,
        Self::WordIsPattern,
        Self::AnyWord,
        Self::HalfABatch,
        Self::HoleAfterRefusal,
    ];
}
