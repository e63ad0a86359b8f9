import { describe, expect, test } from "vitest";
import { isPublicAddress } from "../../../src/lib/public-address.js";

describe("addresses", () => {
  test.each(["8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.0.1", "192.0.1.1", "2606:4700:4700::1111"])(
    "%s is public",
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  test.each([
    ["this host", "0.0.0.0"],
    ["loopback", "127.0.0.1"],
    ["loopback", "127.255.255.254"],
    ["private", "10.1.2.3"],
    ["private", "172.16.0.1"],
    ["private", "172.31.255.255"],
    ["private", "192.168.1.1"],
    ["carrier-grade NAT", "100.64.0.1"],
    ["link-local, and clouds' metadata", "169.254.169.254"],
    ["documentation", "203.0.113.9"],
    ["benchmarking", "198.19.0.1"],
    ["multicast", "224.0.0.1"],
    ["broadcast", "255.255.255.255"],
    ["loopback", "::1"],
    ["unspecified", "::"],
    ["IPv4 in IPv6", "::ffff:127.0.0.1"],
    ["IPv4 in IPv6, public or not", "::ffff:8.8.8.8"],
    ["IPv4-compatible", "::127.0.0.1"],
    ["unique local", "fd00::1"],
    ["link-local", "fe80::1"],
    ["link-local with a zone", "fe80::1%eth0"],
    ["multicast", "ff02::1"],
    ["NAT64", "64:ff9b::7f00:1"],
    ["6to4 of loopback", "2002:7f00:1::1"],
    ["Teredo", "2001:0:7f00:1::1"],
    ["documentation", "2001:db8::1"],
    ["a name", "localhost"],
    ["nothing", ""],
  ])("%s (%s) is not", (_kind, address) => expect(isPublicAddress(address)).toBe(false));
});
