//! The learners of the school.

/// Names and addresses.
pub(crate) const LEARNERS: &[(&str, &str)] = &[
    ("Hannah Weiss", "hannah@contoso.example"),
    ("Luis Ortega", "luis@contoso.example"),
    ("Mei Tanaka", "mei@contoso.example"),
    ("Kofi Mensah", "kofi@contoso.example"),
    ("Olivia Grant", "olivia@contoso.example"),
    ("Rahul Desai", "rahul@contoso.example"),
    ("Zoë van den Berg", "zoe@contoso.example"),
    ("Samuel Adeyemi", "samuel@contoso.example"),
    ("Nadia Haddad", "nadia@contoso.example"),
    ("Peter Kowalski", "peter@contoso.example"),
    ("Chloé Martin", "chloe@contoso.example"),
    ("Elijah Brooks", "elijah@contoso.example"),
    ("Fatima Zahra El Idrissi", "fatima@contoso.example"),
    ("Tom O'Leary", "tom@contoso.example"),
    ("Grace Liu", "grace@contoso.example"),
    ("Mateo Rojas", "mateo@contoso.example"),
    ("יעל כהן", "yael@contoso.example"),
    ("Ivy Thompson", "ivy@contoso.example"),
    ("Björn Eriksson", "bjorn@contoso.example"),
    ("Amara Nwosu", "amara@contoso.example"),
    ("Victor Petrov", "victor@contoso.example"),
    ("Leila Karimi", "leila@contoso.example"),
    ("Noah Schmidt", "noah@contoso.example"),
    ("Isabella Conti", "isabella@contoso.example"),
];
