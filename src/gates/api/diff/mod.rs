//! `api-diff`: what a newer API description breaks for those who use the older one.

mod include;
mod schema;
