//! Courses and their modules.

/// A course: its id, its title, its modules.
pub(crate) struct Course {
    /// Its id.
    pub(crate) id: &'static str,
    /// Its title.
    pub(crate) title: &'static str,
    /// What it consists of.
    pub(crate) modules: &'static [&'static str],
}

const fn course(id: &'static str, title: &'static str, modules: &'static [&'static str]) -> Course {
    Course { id, title, modules }
}

/// What everybody at the agency takes.
pub(crate) const ONBOARDING: Course = course(
    "crs_security",
    "Security for everybody",
    &[
        "Passwords that last",
        "Spotting a false login page",
        "What to do when it happened",
    ],
);

/// What the school teaches.
pub(crate) const COURSES: &[Course] = &[
    course(
        "crs_spreadsheets",
        "Spreadsheets without fear",
        &[
            "Cells, rows, columns",
            "Formulas that explain themselves",
            "Lookups",
            "Pivot tables",
            "Charts that tell the truth",
            "Sharing safely",
        ],
    ),
    course(
        "crs_sql",
        "Asking a database",
        &[
            "Select and where",
            "Joins, slowly",
            "Groups and totals",
            "Dates and time zones",
            "Windows",
            "Reading a plan",
            "Final project",
        ],
    ),
    course(
        "crs_writing",
        "Writing that gets read",
        &[
            "One reader",
            "The first sentence",
            "Cutting",
            "Structure",
            "Feedback",
        ],
    ),
    course(
        "crs_leading",
        "Leading a first team",
        &[
            "From colleague to lead",
            "One-to-ones",
            "Delegating",
            "Difficult conversations",
            "Hiring fairly",
            "Looking after yourself",
        ],
    ),
    course(
        "crs_spanish",
        "Español para el trabajo",
        &[
            "Presentarse",
            "Por teléfono",
            "Reuniones",
            "Correos formales",
            "Negociar",
            "Examen final",
        ],
    ),
];
