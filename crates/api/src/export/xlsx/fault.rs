//! What can go wrong while a workbook is written.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use daybook_shared::problem::ErrorCode;
use rust_xlsxwriter::XlsxError;

use crate::error::{ApiError, ApiResult};

/// How a full disk reads in an error that is written out for programmers.
const FULL: &str = "StorageFull";

/// Does some of the work. The library panics where it cannot write to its temporary files; after that, as after every
/// error, the workbook can only be dropped.
pub(super) fn caught<T>(work: impl FnOnce() -> ApiResult<T>) -> ApiResult<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(told(&text_of(panic.as_ref()))))
}

/// An error of the library.
pub(super) fn of(error: XlsxError) -> ApiError {
    told(&format!("{error:?}"))
}

/// An error of a temporary file.
pub(super) fn of_io(error: std::io::Error) -> ApiError {
    told(&format!("{error:?} {:?}", error.kind()))
}

fn told(cause: &str) -> ApiError {
    if cause.contains(FULL) {
        return ApiError::new(
            ErrorCode::StorageFull,
            "there is no room for the workbook where temporary files lie",
        );
    }
    ApiError::internal(format!("the workbook cannot be written: {cause}"))
}

fn text_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or(panic.downcast_ref::<&str>().copied());
    text.unwrap_or("it panicked").to_owned()
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    const NO_SPACE: i32 = 28;

    #[test]
    fn a_full_disk_is_told_as_such_however_the_library_says_it() {
        let full = || io::Error::from_raw_os_error(NO_SPACE);
        // As it reads where an error is not expected.
        let panicked = caught::<()>(|| panic!("Couldn't write to xml file: {:?}", full()));
        let in_a_directory = XlsxError::TempFileError("/tmp".into(), full());
        for error in [
            panicked.unwrap_err(),
            of(XlsxError::IoError(full())),
            of(in_a_directory),
            of_io(full()),
        ] {
            assert_eq!(error.code, ErrorCode::StorageFull, "{error:?}");
        }
        let other = caught::<()>(|| panic!("as a defect would")).unwrap_err();
        assert_eq!(other.code, ErrorCode::Internal);
        assert!(other.source_text().unwrap().contains("as a defect would"));
    }
}
