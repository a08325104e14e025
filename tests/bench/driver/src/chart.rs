//! The chart of the page.
//!
//! It is drawn in colours that stand for what they are for, and a style sheet then says what they
//! are by day and by night: a picture on a page does not know the page's own.

use std::fmt::Write as _;

use bench_harness::Result;
use plotters::prelude::*;

use crate::part::Bars;

const WIDTH: u32 = 860;
const LINE: i32 = 22;
/// Where the bars begin, and how much of them is one.
const LEFT: i32 = 190;
const ONE: f64 = 220.0;
/// What is longer than this is cut off: the figure beside it tells.
const LONGEST: f64 = 2.6;

/// What colours stand for, and what they are by day and by night.
const COLOURS: [(&str, RGBColor, &str, &str); 6] = [
    ("back", RGBColor(1, 0, 0), "#ffffff", "#0d1117"),
    ("text", RGBColor(2, 0, 0), "#1f2328", "#e6edf3"),
    ("base", RGBColor(3, 0, 0), "#656d76", "#8d96a0"),
    ("ours", RGBColor(4, 0, 0), "#0969da", "#58a6ff"),
    ("peer", RGBColor(5, 0, 0), "#afb8c1", "#484f58"),
    ("line", RGBColor(6, 0, 0), "#cf222e", "#ff7b72"),
];

pub(crate) fn draw(title: &str, groups: &[Bars]) -> Result<String> {
    let lines: usize = groups.iter().map(|group| group.bars.len() + 2).sum();
    let height = LINE * (i32::try_from(lines).unwrap_or_default() + 2);
    let mut text = String::new();
    {
        let size = (WIDTH, u32::try_from(height).unwrap_or_default());
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        paint(&area, title, groups, height).map_err(|error| format!("the chart: {error}"))?;
        area.present().map_err(|error| format!("the chart: {error}"))?;
    }
    Ok(styled(&text, title))
}

fn colour(name: &str) -> RGBColor {
    COLOURS.iter().find(|colour| colour.0 == name).map_or(BLACK, |colour| colour.1)
}

fn paint<B: DrawingBackend>(
    area: &DrawingArea<B, plotters::coord::Shift>,
    title: &str,
    groups: &[Bars],
    height: i32,
) -> std::result::Result<(), DrawingAreaErrorKind<B::ErrorType>> {
    let style = |size: i32| ("sans-serif", size).into_font().color(&colour("text"));
    area.fill(&colour("back"))?;
    area.draw(&Text::new(title.to_owned(), (16, 14), style(16)))?;
    #[expect(clippy::cast_possible_truncation, reason = "it is some hundred pixels")]
    let place = |ratio: f64| LEFT + (ratio.min(LONGEST) * ONE) as i32;
    let mut top = 2 * LINE;
    for group in groups {
        area.draw(&Text::new(group.title.clone(), (16, top), style(14)))?;
        top += LINE;
        for (name, ratio) in &group.bars {
            let kind = match name.as_str() {
                name if name.starts_with("vault-sys") => "ours",
                name if name.contains("by hand") => "base",
                _ => "peer",
            };
            let bar = [(LEFT, top + 2), (place(*ratio), top + LINE - 5)];
            area.draw(&Rectangle::new(bar, colour(kind).filled()))?;
            area.draw(&Text::new(name.clone(), (28, top + 4), style(12)))?;
            let label = (place(*ratio) + 6, top + 4);
            area.draw(&Text::new(format!("{ratio:.2} ×"), label, style(12)))?;
            top += LINE;
        }
        top += LINE;
    }
    let line = vec![(place(1.0), 2 * LINE), (place(1.0), height - LINE)];
    area.draw(&PathElement::new(line, colour("line")))
}

/// Gives colours their names, and the names their colours.
fn styled(text: &str, title: &str) -> String {
    let mut text = text.to_owned();
    let (mut day, mut night) = (String::new(), String::new());
    for (name, RGBColor(red, green, blue), light, dark) in COLOURS {
        let hex = format!("#{red:02X}{green:02X}{blue:02X}");
        text = text.replace(&format!("fill=\"{hex}\""), &format!("class=\"{name}\""));
        text = text.replace(&format!("stroke=\"{hex}\""), &format!("class=\"{name}-line\""));
        let _ = write!(day, ".{name}{{fill:{light}}}.{name}-line{{stroke:{light}}}");
        let _ = write!(night, ".{name}{{fill:{dark}}}.{name}-line{{stroke:{dark}}}");
    }
    let style = format!(
        "<title>{title}</title>\n<style>{day}@media(prefers-color-scheme:dark){{{night}}}</style>\n"
    );
    match text.find(">\n") {
        Some(end) => {
            text.insert_str(end + 2, &style);
            text
        }
        None => text,
    }
}
