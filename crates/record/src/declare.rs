//! How kinds of fact are declared: one entry makes the variant, its codecs, its words and its line in the schema.

/// Declares every kind of fact; [`crate::kinds`] holds the declarations.
macro_rules! kinds {
    ($(
        $(#[doc = $doc:literal])+
        $number:literal $variant:ident = $name:literal about $about:ident {
            $($(#[doc = $field_doc:literal])+ $field:ident: $type:ty,)*
        }
    )+) => {
        /// What a fact says.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub enum Content {
            $($(#[doc = $doc])+ $variant { $($(#[doc = $field_doc])+ $field: $type,)* },)+
        }

        /// The kind of a fact: [`Content`] without what it says.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Kind {
            $($(#[doc = $doc])+ $variant = $number,)+
        }

        impl Kind {
            /// Every kind, in the order of declaration.
            pub const ALL: &'static [Kind] = &[$(Kind::$variant,)+];
            /// Their names, in the same order.
            pub const NAMES: &'static [&'static str] = &[$($name,)+];

            /// As written in JSON Lines and in packs.
            pub const fn name(self) -> &'static str {
                match self { $(Kind::$variant => $name,)+ }
            }

            /// As written in the log.
            pub const fn number(self) -> u8 {
                self as u8
            }

            /// The kind of that number.
            pub const fn from_number(number: u8) -> Option<Kind> {
                match number { $($number => Some(Kind::$variant),)+ _ => None }
            }

            /// The kind of that name.
            pub fn from_name(name: &str) -> Option<Kind> {
                Kind::NAMES.iter().position(|known| *known == name).map(|index| Kind::ALL[index])
            }

            /// Whom it is about.
            pub const fn about(self) -> About {
                match self { $(Kind::$variant => About::$about,)+ }
            }

            /// What it says, in a sentence.
            pub const fn says(self) -> &'static str {
                match self { $(Kind::$variant => concat!($($doc),+),)+ }
            }

            /// Its fields, in the order in which they are written.
            pub const fn fields(self) -> &'static [FieldInfo] {
                match self {
                    $(Kind::$variant => &[$(FieldInfo {
                        name: stringify!($field),
                        of: <$type as Field>::TYPE,
                        optional: <$type as Field>::OPTIONAL,
                        says: concat!($($field_doc),+),
                    },)*],)+
                }
            }
        }

        impl Content {
            /// Its kind.
            pub const fn kind(&self) -> Kind {
                match self { $(Content::$variant { .. } => Kind::$variant,)+ }
            }

            /// Writes its fields in order.
            pub fn write<S: Sink>(&self, sink: &mut S) {
                match self {
                    $(Content::$variant { $($field,)* } => { $($field.put_field(stringify!($field), sink);)* let _ = &sink; })+
                }
            }

            /// Reads the fields of that kind in order.
            ///
            /// # Errors
            /// As the source says: a field that is missing, or not of its type.
            pub fn read<S: Source>(kind: Kind, source: &mut S) -> Result<Content, S::Error> {
                let _ = &source;
                Ok(match kind {
                    $(Kind::$variant => Content::$variant { $($field: Field::take_field(stringify!($field), source)?,)* },)+
                })
            }
        }
    };
}

pub(crate) use kinds;
