//! Inserting many rows by one statement.

use sea_orm::sea_query::{ArrayType, ColumnType};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr,
    EntityName, EntityTrait, IdenStatic, IntoActiveModel, Iterable, Statement, Value,
};

/// Inserts rows, at least one. PostgreSQL is given one array for each column: the statement is the same however many rows there
/// are, so that it is parsed once. An empty text stands for null there, in columns that may be null.
pub async fn insert<A>(transaction: &DatabaseTransaction, rows: Vec<A>) -> Result<(), DbErr>
where
    A: ActiveModelTrait + Send,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    if transaction.get_database_backend() == DbBackend::Postgres {
        transaction.execute_raw(by_arrays(rows)?).await?;
    } else {
        A::Entity::insert_many(rows)
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(())
}

fn by_arrays<A: ActiveModelTrait>(mut rows: Vec<A>) -> Result<Statement, DbErr> {
    let (mut names, mut arrays, mut selected, mut values) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (number, column) in (1..).zip(<A::Entity as EntityTrait>::Column::iter()) {
        let definition = column.def();
        let (kind, name, empty) = array_of(definition.get_column_type())?;
        let of_rows: Result<Vec<Value>, DbErr> = rows
            .iter_mut()
            .map(|row| match row.take(column) {
                ActiveValue::Set(value) | ActiveValue::Unchanged(value) => Ok(value),
                ActiveValue::NotSet => Err(DbErr::AttrNotSet(column.as_str().to_owned())),
            })
            .map(|value| value.map(|value| or_empty(value, &empty)))
            .collect();
        names.push(format!("\"{}\"", column.as_str()));
        arrays.push(format!("${number}::{name}[]"));
        selected.push(match (definition.is_null(), empty) {
            (true, Some(_)) => format!("NULLIF(c{number}, '')"),
            _ => format!("c{number}"),
        });
        values.push(Value::Array(kind, Some(Box::new(of_rows?))));
    }
    let aliases: Vec<String> = (1..=names.len()).map(|number| format!("c{number}")).collect();
    let sql = format!(
        "INSERT INTO \"{}\" ({}) SELECT {} FROM unnest({}) AS rows({})",
        A::Entity::default().table_name(),
        names.join(", "),
        selected.join(", "),
        arrays.join(", "),
        aliases.join(", "),
    );
    Ok(Statement::from_sql_and_values(DbBackend::Postgres, sql, values))
}

/// How the values of a column are sent: as an array of what, of which type of PostgreSQL, with what in the place of null.
fn array_of(column: &ColumnType) -> Result<(ArrayType, &'static str, Option<Value>), DbErr> {
    Ok(match column {
        ColumnType::Uuid => (ArrayType::Uuid, "uuid", None),
        ColumnType::BigInteger => (ArrayType::BigInt, "bigint", None),
        ColumnType::Integer => (ArrayType::Int, "integer", None),
        ColumnType::Boolean => (ArrayType::Bool, "boolean", None),
        ColumnType::String(_) | ColumnType::Text => (ArrayType::String, "text", Some(Value::from(""))),
        ColumnType::Blob | ColumnType::VarBinary(_) => {
            (ArrayType::Bytes, "bytea", Some(Value::from(Vec::<u8>::new())))
        }
        other => return Err(DbErr::Type(format!("{other:?} is not inserted by arrays"))),
    })
}

fn or_empty(value: Value, empty: &Option<Value>) -> Value {
    match (&value, empty) {
        (Value::String(None) | Value::Bytes(None), Some(empty)) => empty.clone(),
        _ => value,
    }
}
