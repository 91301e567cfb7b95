//! How kinds of fact are declared: one entry makes the variant, its codecs, its words and its line in the schema. Acts
//! are declared in the same way by whoever knows them.

/// Declares every kind of fact, or of act: [`crate::kinds`] holds the declarations of facts.
#[macro_export]
macro_rules! kinds {
    (
    $(#[doc = $content_doc:literal])+ $content:ident,
    $(#[doc = $kind_doc:literal])+ $kind:ident {$(
        $(#[doc = $doc:literal])+
        $number:literal $variant:ident = $name:literal about $about:ident {
            $($(#[doc = $field_doc:literal])+ $field:ident: $type:ty,)*
        }
    )+}) => {
        $(#[doc = $content_doc])+
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub enum $content {
            $($(#[doc = $doc])+ $variant { $($(#[doc = $field_doc])+ $field: $type,)* },)+
        }

        $(#[doc = $kind_doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $kind {
            $($(#[doc = $doc])+ $variant = $number,)+
        }

        impl $kind {
            /// Every kind, in the order of declaration.
            pub const ALL: &'static [$kind] = &[$($kind::$variant,)+];
            /// Their names, in the same order.
            pub const NAMES: &'static [&'static str] = &[$($name,)+];

            /// As written in JSON Lines and in packs.
            pub const fn name(self) -> &'static str {
                match self { $($kind::$variant => $name,)+ }
            }

            /// As written in the log.
            pub const fn number(self) -> u8 {
                self as u8
            }

            /// The kind of that number.
            pub const fn from_number(number: u8) -> Option<$kind> {
                match number { $($number => Some($kind::$variant),)+ _ => None }
            }

            /// The kind of that name.
            pub fn from_name(name: &str) -> Option<$kind> {
                $kind::NAMES.iter().position(|known| *known == name).map(|index| $kind::ALL[index])
            }

            /// Whom it is about.
            pub const fn about(self) -> $crate::kinds::About {
                match self { $($kind::$variant => $crate::kinds::About::$about,)+ }
            }

            /// What it says, in a sentence.
            pub const fn says(self) -> &'static str {
                match self { $($kind::$variant => concat!($($doc),+),)+ }
            }

            /// Its fields, in the order in which they are written.
            pub const fn fields(self) -> &'static [$crate::fields::FieldInfo] {
                match self {
                    $($kind::$variant => &[$($crate::fields::FieldInfo {
                        name: stringify!($field),
                        of: <$type as $crate::fields::Field>::TYPE,
                        optional: <$type as $crate::fields::Field>::OPTIONAL,
                        says: concat!($($field_doc),+),
                    },)*],)+
                }
            }
        }

        impl $content {
            /// Its kind.
            pub const fn kind(&self) -> $kind {
                match self { $($content::$variant { .. } => $kind::$variant,)+ }
            }

            /// Writes its fields in order.
            pub fn write<S: $crate::fields::Sink>(&self, sink: &mut S) {
                match self {
                    $($content::$variant { $($field,)* } => { $($crate::fields::Field::put_field($field, stringify!($field), sink);)* let _ = &sink; })+
                }
            }

            /// Reads the fields of that kind in order.
            ///
            /// # Errors
            /// As the source says: a field that is missing, or not of its type.
            pub fn read<S: $crate::fields::Source>(kind: $kind, source: &mut S) -> Result<$content, S::Error> {
                let _ = &source;
                Ok(match kind {
                    $($kind::$variant => $content::$variant { $($field: $crate::fields::Field::take_field(stringify!($field), source)?,)* },)+
                })
            }
        }
    };
}
