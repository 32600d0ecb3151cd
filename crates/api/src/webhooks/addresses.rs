//! Which addresses are everybody's: those that the special-purpose registries of IANA (RFC 6890) leave, without multicast, and without
//! forms of IPv6 that carry an address of IPv4 to where a gateway takes it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

type Block4 = (Ipv4Addr, u32);
type Block6 = (Ipv6Addr, u32);

const fn v4(a: u8, b: u8, c: u8, d: u8, bits: u32) -> Block4 {
    (Ipv4Addr::new(a, b, c, d), bits)
}

const fn v6(a: u16, b: u16, c: u16, bits: u32) -> Block6 {
    (Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), bits)
}

/// What of IPv4 is not everybody's.
const SPECIAL_4: [Block4; 18] = [
    // This network.
    v4(0, 0, 0, 0, 8),
    // Private (RFC 1918).
    v4(10, 0, 0, 0, 8),
    // Shared by carriers (RFC 6598); a cloud's metadata among it.
    v4(100, 64, 0, 0, 10),
    // Loopback.
    v4(127, 0, 0, 0, 8),
    // Azure's agent and name server, at an address of Microsoft's own.
    v4(168, 63, 129, 16, 32),
    // Link-local, with the metadata of clouds.
    v4(169, 254, 0, 0, 16),
    // Private.
    v4(172, 16, 0, 0, 12),
    // Protocol assignments.
    v4(192, 0, 0, 0, 24),
    // Documentation.
    v4(192, 0, 2, 0, 24),
    // AS112.
    v4(192, 31, 196, 0, 24),
    // AMT.
    v4(192, 52, 193, 0, 24),
    // Relays of 6to4.
    v4(192, 88, 99, 0, 24),
    // Private.
    v4(192, 168, 0, 0, 16),
    // AS112.
    v4(192, 175, 48, 0, 24),
    // Benchmarks.
    v4(198, 18, 0, 0, 15),
    // Documentation.
    v4(198, 51, 100, 0, 24),
    v4(203, 0, 113, 0, 24),
    // Multicast, reserved, broadcast.
    v4(224, 0, 0, 0, 3),
];

/// The only block of IPv6 from which addresses are given out. Outside of it are loopback, mapped and translated IPv4, NAT64,
/// unique local and link-local addresses, and multicast.
const GIVEN_OUT: Block6 = v6(0x2000, 0, 0, 3);

/// What in it is not everybody's.
const SPECIAL_6: [Block6; 5] = [
    // Protocol assignments: Teredo, benchmarks, ORCHID.
    v6(0x2001, 0, 0, 23),
    // Documentation.
    v6(0x2001, 0xdb8, 0, 32),
    // 6to4.
    v6(0x2002, 0, 0, 16),
    // AS112.
    v6(0x2620, 0x4f, 0x8000, 48),
    // Documentation.
    v6(0x3fff, 0, 0, 20),
];

/// Whether an address belongs to somebody whom everybody may reach.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !SPECIAL_4.iter().any(|block| is_in_4(address, *block)),
        IpAddr::V6(address) => {
            is_in_6(address, GIVEN_OUT)
                && !SPECIAL_6.iter().any(|block| is_in_6(address, *block))
                && !is_isatap(address)
        }
    }
}

/// An address of IPv4 in the interface's half (RFC 5214, section 6.1).
fn is_isatap(address: Ipv6Addr) -> bool {
    let [_, _, _, _, high, low, _, _] = address.segments();
    low == 0x5efe && matches!(high, 0 | 0x200)
}

fn is_in_4(address: Ipv4Addr, (block, bits): Block4) -> bool {
    let unlike = address.to_bits() ^ block.to_bits();
    unlike.leading_zeros() >= bits
}

fn is_in_6(address: Ipv6Addr, (block, bits): Block6) -> bool {
    let unlike = address.to_bits() ^ block.to_bits();
    unlike.leading_zeros() >= bits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(text: &str) -> bool {
        is_public(text.parse().unwrap())
    }

    #[test]
    fn everybody_s_addresses_are_public() {
        for address in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "168.63.129.15",
            "168.63.129.17",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.255.255",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2606:4700:4700::1111",
            "2a00:1450:4001::200e",
            "2001:200::1",
            "3ffe::1",
        ] {
            assert!(public(address), "{address}");
        }
    }

    #[test]
    fn special_addresses_are_not() {
        for address in [
            "0.0.0.0",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.255",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::ffff:0:127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::a00:1",
            "100::1",
            "2001::1",
            "2001:0:7f00:1::",
            "2001:db8::1",
            "2002:7f00:1::",
            "2a00:1450:4001::5efe:7f00:1",
            "2a00:1450:4001:0:200:5efe:7f00:1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!public(address), "{address}");
        }
    }
}
