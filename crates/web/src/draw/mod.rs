//! Drawings as numbers for a template: across in percent of the width and down in pixels, so that a drawing fills any
//! width while its text keeps its size. Colour is never the only sign: each style has a shape or a pattern of its own.

mod ribbon;
mod trend;

pub use ribbon::DrawnRibbon;
pub use trend::DrawnTrend;

/// A share of the width as SVG writes it.
fn percent(share: f64) -> String {
    format!("{:.2}%", share.clamp(0.0, 1.0) * 100.0)
}
