//! Paper: pages of A4 with text, tables and bars, tagged so that a screen reader finds
//! titles, tables and their heads. What is drawn for the eye alone is marked as such.
//!
//! First everything gets its place, then it is drawn and the tree of what is said is hung
//! on it. Long, because a page's places and its tags are one walk over the same things.

use std::num::NonZeroU16;

use chrono::{DateTime, Datelike, Timelike};
use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TableHeaderScope, Tag, TagGroup,
    TagTree,
};
use krilla::text::{Font, TextDirection};
use krilla::{Document, SerializeSettings};
use ttf_parser::Face;

use super::sheet::Row;

const REGULAR: &[u8] = include_bytes!("../../../../assets/fonts/TitilliumWeb-Regular.ttf");
const STRONG: &[u8] = include_bytes!("../../../../assets/fonts/TitilliumWeb-SemiBold.ttf");

/// A4, in points.
const WIDTH: f32 = 595.28;
const HEIGHT: f32 = 841.89;
const MARGIN: f32 = 56.0;
const BOTTOM: f32 = HEIGHT - 64.0;
/// The width of what stands on a page.
const BODY: f32 = WIDTH - 2.0 * MARGIN;
/// A bar at its longest.
const BAR: f32 = 90.0;
/// A line of a table, and its letters.
const ROW: f32 = 17.0;
const SMALL: f32 = 9.5;

const INK: (u8, u8, u8) = (23, 50, 77);
const SOFT: (u8, u8, u8) = (69, 90, 100);
const ACCENT: (u8, u8, u8) = (0, 102, 204);
const LINE: (u8, u8, u8) = (197, 199, 201);

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
#[error("the document can't be written: {0}")]
pub struct NotWritten(String);

/// One thing that is drawn on a page.
enum Drawn {
    /// Text, at its left end and its foot.
    Text {
        at: (f32, f32),
        text: String,
        size: f32,
        strong: bool,
        colour: (u8, u8, u8),
        /// Which of the leaves of what is said it is; none for what is for the eye alone.
        leaf: Option<usize>,
    },
    /// A bar or a line.
    Box {
        at: (f32, f32),
        size: (f32, f32),
        colour: (u8, u8, u8),
    },
}

/// What is said, in its order, by the leaves that say it.
enum Said {
    Heading(u16, String, Vec<usize>),
    Paragraph(Vec<usize>),
    /// The head first.
    Table(Vec<Vec<usize>>),
}

/// Pages that are being filled.
pub(super) struct Paper {
    /// The pages before the last one.
    full: Vec<Vec<Drawn>>,
    page: Vec<Drawn>,
    y: f32,
    leaves: usize,
    said: Vec<Said>,
    titles: Vec<(String, usize, f32)>,
    faces: [Face<'static>; 2],
}

impl Paper {
    pub fn new() -> Result<Self, NotWritten> {
        let face = |data| Face::parse(data, 0).map_err(|why| NotWritten(why.to_string()));
        Ok(Self {
            full: Vec::new(),
            page: Vec::new(),
            y: MARGIN,
            leaves: 0,
            said: Vec::new(),
            titles: Vec::new(),
            faces: [face(REGULAR)?, face(STRONG)?],
        })
    }

    /// A title; the one of the first level is the document's.
    pub fn heading(&mut self, level: u16, text: &str) {
        let size = if level == 1 { 20.0 } else { 14.0 };
        self.y += if level == 1 { 0.0 } else { 14.0 };
        // A title does not stand alone at the end of a page.
        self.keep_room(size + 90.0);
        self.titles.push((text.to_owned(), self.full.len(), self.y));
        let leaves = self.lines(text, size, true, INK);
        self.said
            .push(Said::Heading(level, text.to_owned(), leaves));
        self.y += 4.0;
    }

    /// Some words.
    pub fn paragraph(&mut self, text: &str, soft: bool) {
        let (size, colour) = if soft { (SMALL, SOFT) } else { (11.0, INK) };
        let leaves = self.lines(text, size, false, colour);
        self.said.push(Said::Paragraph(leaves));
        self.y += 3.0;
    }

    /// A table; rows with a number get a bar beside them.
    pub fn table(&mut self, heads: &[String], rows: &[Row]) {
        if heads.is_empty() {
            return;
        }
        let longest = rows.iter().filter_map(|row| row.bar).max().unwrap_or(0);
        let room = if longest > 0 { BODY - BAR - 12.0 } else { BODY };
        let columns = Columns::of(heads.len(), room);
        self.keep_room(3.0 * ROW);
        let mut said = vec![self.row(heads, &columns, true, true)];
        for row in rows {
            if self.y + ROW > BOTTOM {
                self.next_page();
                // Seen again on each page, and said once.
                self.row(heads, &columns, true, false);
            }
            if let Some(bar) = row.bar.filter(|bar| *bar > 0) {
                let at = (WIDTH - MARGIN - BAR, self.y + 4.5);
                let long = BAR * bar as f32 / longest as f32;
                self.draw_box(at, (long, 8.0), ACCENT);
            }
            said.push(self.row(&row.cells, &columns, false, true));
        }
        self.said.push(Said::Table(said));
        self.y += 6.0;
    }

    /// A line of a table: the leaf of each of its cells.
    fn row(&mut self, cells: &[String], columns: &Columns, head: bool, aloud: bool) -> Vec<usize> {
        let y = self.y + 12.0;
        let mut said = Vec::new();
        for (place, cell) in cells.iter().enumerate() {
            let (left, width) = columns.at(place);
            let text = self.fitting(cell, SMALL, head, width - 4.0);
            let x = match place {
                0 => left,
                _ => left + width - self.width(&text, SMALL, head),
            };
            said.extend(self.draw((x, y), text, (SMALL, head, INK), aloud));
        }
        let thick = if head { 1.0 } else { 0.4 };
        self.draw_box((MARGIN, self.y + ROW - 0.5), (BODY, thick), LINE);
        self.y += ROW;
        said
    }

    /// Text that is broken where it does not fit.
    fn lines(&mut self, text: &str, size: f32, strong: bool, ink: (u8, u8, u8)) -> Vec<usize> {
        let mut leaves = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let longer = format!("{line}{word} ");
            if !line.is_empty() && self.width(&longer, size, strong) > BODY {
                leaves.extend(self.line(&line, size, strong, ink));
                line = format!("{word} ");
            } else {
                line = longer;
            }
        }
        leaves.extend(self.line(&line, size, strong, ink));
        leaves
    }

    fn line(&mut self, text: &str, size: f32, strong: bool, ink: (u8, u8, u8)) -> Option<usize> {
        self.keep_room(size * 1.5);
        let at = (MARGIN, self.y + size);
        let text = self.fitting(text, size, strong, BODY + 8.0);
        self.y += size * 1.4;
        self.draw(at, text, (size, strong, ink), true)
    }

    fn draw(
        &mut self,
        at: (f32, f32),
        text: String,
        (size, strong, colour): (f32, bool, (u8, u8, u8)),
        aloud: bool,
    ) -> Option<usize> {
        let leaf = aloud.then_some(self.leaves);
        self.leaves += usize::from(aloud);
        self.page.push(Drawn::Text {
            at,
            text,
            size,
            strong,
            colour,
            leaf,
        });
        leaf
    }

    fn draw_box(&mut self, at: (f32, f32), size: (f32, f32), colour: (u8, u8, u8)) {
        self.page.push(Drawn::Box { at, size, colour });
    }

    fn keep_room(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.next_page();
        }
    }

    fn next_page(&mut self) {
        self.full.push(std::mem::take(&mut self.page));
        self.y = MARGIN;
    }

    /// As much of it as there is room for, in letters that the font has: a letter without
    /// a shape can't be read by anybody, and no valid document holds one.
    fn fitting(&self, text: &str, size: f32, strong: bool, room: f32) -> String {
        let face = &self.faces[usize::from(strong)];
        let known = |letter: char| {
            let has = face.glyph_index(letter).is_some();
            if has { letter } else { '?' }
        };
        let mut text: String = text.chars().map(known).collect();
        if self.width(&text, size, strong) <= room {
            return text;
        }
        while text.pop().is_some() && self.width(&text, size, strong) + size > room {}
        format!("{text}…")
    }

    fn width(&self, text: &str, size: f32, strong: bool) -> f32 {
        let face = &self.faces[usize::from(strong)];
        let advance = |letter| face.glyph_hor_advance(face.glyph_index(letter)?);
        let units: u32 = text.chars().filter_map(advance).map(u32::from).sum();
        units as f32 * size / f32::from(face.units_per_em())
    }

    /// The document: PDF/A and PDF/UA, with these words at the foot of each page.
    pub fn finish(
        mut self,
        title: &str,
        language: &str,
        foot: &str,
        at: i64,
    ) -> Result<Vec<u8>, NotWritten> {
        self.next_page();
        let configuration = ConfigurationBuilder::new()
            .with_archival_validator(Archival::A2_A)
            .with_accessibility_validator(Accessibility::UA1)
            .finish()
            .map_err(|why| NotWritten(format!("{why:?}")))?;
        let mut document = Document::new_with(SerializeSettings {
            configuration,
            ..SerializeSettings::default()
        });
        let leaves = self.draw_pages(&mut document, foot)?;
        document.set_tag_tree(tree(&self.said, leaves, language));
        let mut outline = Outline::new();
        for (text, page, y) in self.titles {
            let there = XyzDestination::new(page, Point::from_xy(MARGIN, y));
            outline.push_child(OutlineNode::new(text, there));
        }
        document.set_outline(outline);
        document.set_metadata(metadata(title, language, at));
        let bytes = document.finish();
        bytes.map_err(|why| NotWritten(format!("{why:?}")))
    }

    fn draw_pages(
        &self,
        document: &mut Document,
        foot: &str,
    ) -> Result<Vec<Option<Identifier>>, NotWritten> {
        let font = |data: &'static [u8]| {
            let font = Font::new(data.to_vec().into(), 0);
            font.ok_or_else(|| NotWritten("a font".to_owned()))
        };
        let fonts = [font(REGULAR)?, font(STRONG)?];
        let size = PageSettings::from_wh(WIDTH, HEIGHT);
        let size = size.ok_or_else(|| NotWritten("a page".to_owned()))?;
        let mut leaves: Vec<Option<Identifier>> = (0..self.leaves).map(|_| None).collect();
        for (number, drawn) in self.full.iter().enumerate() {
            let mut page = document.start_page_with(size.clone());
            let mut surface = page.surface();
            let number = format!("{} / {}", number + 1, self.full.len());
            for one in drawn.iter().chain(&self.below(foot, number)) {
                put(&mut surface, one, &fonts, &mut leaves);
            }
            surface.finish();
            page.finish();
        }
        Ok(leaves)
    }

    /// What stands at the foot of a page, for the eye alone.
    fn below(&self, foot: &str, number: String) -> [Drawn; 2] {
        let below = |x, text| Drawn::Text {
            at: (x, HEIGHT - 32.0),
            text,
            size: 8.5,
            strong: false,
            colour: SOFT,
            leaf: None,
        };
        let right = WIDTH - MARGIN - self.width(&number, 8.5, false);
        let foot = self.fitting(foot, 8.5, false, BODY - 60.0);
        [below(MARGIN, foot), below(right, number)]
    }
}

/// Columns of a table: the first for names, the others alike.
struct Columns {
    first: f32,
    other: f32,
}

impl Columns {
    fn of(count: usize, room: f32) -> Self {
        let others = count.saturating_sub(1).max(1) as f32;
        let other = (room * 0.62 / others).min(room * 0.28);
        Self {
            first: room - other * others,
            other,
        }
    }

    /// Where a column begins, and how wide it is.
    fn at(&self, place: usize) -> (f32, f32) {
        match place {
            0 => (MARGIN, self.first),
            _ => {
                let before = (place - 1) as f32;
                (MARGIN + self.first + self.other * before, self.other)
            }
        }
    }
}

fn put(
    surface: &mut Surface<'_>,
    drawn: &Drawn,
    fonts: &[Font; 2],
    leaves: &mut [Option<Identifier>],
) {
    let fill = |(red, green, blue): (u8, u8, u8)| Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        ..Fill::default()
    };
    match drawn {
        Drawn::Text {
            at,
            text,
            size,
            strong,
            colour,
            leaf,
        } => {
            let tag = match leaf {
                Some(_) => ContentTag::Span(SpanTag::empty()),
                None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)),
            };
            let identifier = surface.start_tagged(tag);
            surface.set_fill(Some(fill(*colour)));
            let (at, font) = (
                Point::from_xy(at.0, at.1),
                fonts[usize::from(*strong)].clone(),
            );
            surface.draw_text(at, font, *size, text, false, TextDirection::LeftToRight);
            surface.end_tagged();
            if let Some(place) = leaf.and_then(|leaf| leaves.get_mut(leaf)) {
                *place = Some(identifier);
            }
        }
        Drawn::Box { at, size, colour } => {
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(at.0, at.1, size.0, size.1) {
                path.push_rect(rect);
            }
            if let Some(path) = path.finish() {
                let kind = Artifact::with_kind(ArtifactType::Layout);
                surface.start_tagged(ContentTag::Artifact(kind));
                surface.set_fill(Some(fill(*colour)));
                surface.draw_path(&path);
                surface.end_tagged();
            }
        }
    }
}

/// What is said, as a tree.
fn tree(said: &[Said], mut leaves: Vec<Option<Identifier>>, language: &str) -> TagTree {
    let mut fill = |mut group: TagGroup, wanted: &[usize]| {
        for leaf in wanted {
            if let Some(leaf) = leaves.get_mut(*leaf).and_then(Option::take) {
                group.push(leaf);
            }
        }
        group
    };
    let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
    for one in said {
        tree.push(match one {
            Said::Heading(level, text, leaves) => {
                let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
                fill(TagGroup::new(Tag::Hn(level, Some(text.clone()))), leaves)
            }
            Said::Paragraph(leaves) => fill(TagGroup::new(Tag::P), leaves),
            Said::Table(rows) => {
                let mut table = TagGroup::new(Tag::Table);
                for (number, row) in rows.iter().enumerate() {
                    let mut line = TagGroup::new(Tag::TR);
                    for (place, leaf) in row.iter().enumerate() {
                        let cell = match (number, place) {
                            (0, _) => TagGroup::new(Tag::TH(TableHeaderScope::Column)),
                            (_, 0) => TagGroup::new(Tag::TH(TableHeaderScope::Row)),
                            (_, _) => TagGroup::new(Tag::TD),
                        };
                        line.push(fill(cell, &[*leaf]));
                    }
                    table.push(line);
                }
                table
            }
        });
    }
    tree
}

fn metadata(title: &str, language: &str, at: i64) -> Metadata {
    let metadata = Metadata::new()
        .title(title.to_owned())
        .language(language.to_owned())
        .creator("Sportello".to_owned());
    let Some(at) = DateTime::from_timestamp_millis(at) else {
        return metadata;
    };
    // Below 60 every number is small.
    let small = |number: u32| number as u8;
    let made = krilla::metadata::DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    metadata.creation_date(made)
}
