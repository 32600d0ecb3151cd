//! What each person sets for themselves: how times, rows and colours are shown to them.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$of_choice:meta])* $choice:ident = $wire:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
        pub enum $name {
            $($(#[$of_choice])* $choice,)*
        }

        impl $name {
            /// All of them, in the order menus show them; the first is the default.
            pub const ALL: &'static [Self] = &[$(Self::$choice,)*];

            /// The wire name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$choice => $wire,)* }
            }

            /// Finds one by its wire name.
            pub fn find(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|choice| choice.as_str() == name)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        /// A choice that only a newer server knows is read as the default.
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name = <Cow<'de, str>>::deserialize(deserializer)?;
                Ok(Self::find(&name).unwrap_or_default())
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some([$($wire,)*]))
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    )*};
}

choices! {
    /// How the hours of a day are counted.
    HourCycle {
        /// As the browser's language has it.
        #[default]
        Auto = "auto",
        /// From 1 to 12, twice.
        H12 = "h12",
        /// From 0 to 23.
        H23 = "h23",
    }
    /// The colours.
    Theme {
        /// As the device has them.
        #[default]
        System = "system",
        /// Dark on light.
        Light = "light",
        /// Light on dark.
        Dark = "dark",
    }
    /// How high a row is.
    Density {
        /// As many rows as can be read.
        #[default]
        Compact = "compact",
        /// With more room.
        Comfortable = "comfortable",
    }
    /// How the time of a row is written.
    Times {
        /// As a span up to now.
        #[default]
        Relative = "relative",
        /// As date and time in the person's zone.
        Absolute = "absolute",
        /// As date and time in UTC.
        Utc = "utc",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_choice_is_the_default_and_what_is_unknown_is_read_as_it() {
        assert_eq!(
            (HourCycle::ALL[0], Theme::ALL[0], Density::ALL[0], Times::ALL[0]),
            Default::default()
        );
        assert_eq!(serde_json::from_str::<Theme>("\"sepia\"").unwrap(), Theme::System);
        assert_eq!(serde_json::from_str::<Times>("\"utc\"").unwrap(), Times::Utc);
        assert_eq!(serde_json::to_string(&HourCycle::H23).unwrap(), "\"h23\"");
        assert!(serde_json::from_str::<Density>("1").is_err());
    }
}
