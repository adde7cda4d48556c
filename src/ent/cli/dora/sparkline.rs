//! Trends in one line of text.

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ASCII: [char; 8] = ['.', ':', '-', '=', '+', '*', '#', '@'];

/// One character per value; a gap (a blank) where nothing is known.
pub(super) fn sparkline(values: &[Option<f64>], ascii: bool) -> String {
    let glyphs = if ascii { ASCII } else { BLOCKS };
    let known = || values.iter().flatten().copied();
    let largest = known().fold(0.0, f64::max);
    let glyph = |value: f64| match largest > 0.0 {
        true => glyphs[((value / largest) * 7.0).round().clamp(0.0, 7.0) as usize],
        false => glyphs[0],
    };
    values.iter().map(|value| value.map_or(' ', glyph)).collect()
}

/// A bar of `width` characters at most.
pub(super) fn bar(share: f64, width: usize, ascii: bool) -> String {
    let glyph = if ascii { "#" } else { "█" };
    glyph.repeat((share.clamp(0.0, 1.0) * width as f64).round() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_no_zero() {
        assert_eq!(sparkline(&[Some(0.0), None, Some(7.0), Some(3.5)], false), "▁ █▅");
        assert_eq!(sparkline(&[Some(0.0), None], true), ". ");
        assert_eq!(sparkline(&[], false), "");
    }

    #[test]
    fn bars_have_a_width() {
        assert_eq!(bar(0.5, 4, true), "##");
        assert_eq!(bar(7.0, 4, false), "████");
    }
}
