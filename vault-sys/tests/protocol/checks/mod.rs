//! What must hold of all operations. The fuzz targets in `tests/fuzz` look at the same.

pub(crate) mod paths;
pub(crate) mod replies;
