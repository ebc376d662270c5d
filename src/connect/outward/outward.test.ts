import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isOutside, readAddresses } from "./addresses.ts";
import { demandOutward, postOutward } from "./post.ts";

const NONE = readAddresses([]);

test.each([
  ["93.184.215.14", true],
  ["2606:2800:21f:cb07:6820:80da:af6b:8b2c", true],
  ["127.0.0.1", false],
  ["127.255.255.254", false],
  ["0.0.0.0", false],
  ["10.0.0.1", false],
  ["100.64.0.1", false],
  ["169.254.169.254", false],
  ["172.31.255.255", false],
  ["172.32.0.1", true],
  ["192.168.1.1", false],
  ["198.19.0.1", false],
  ["224.0.0.1", false],
  ["255.255.255.255", false],
  ["::", false],
  ["::1", false],
  ["::ffff:127.0.0.1", false],
  ["::ffff:93.184.215.14", false],
  ["64:ff9b::a9fe:a9fe", false],
  ["fc00::1", false],
  ["fd12:3456::1", false],
  ["fe80::1%eth0", false],
  ["2002:7f00:1::", false],
  ["2001::1", false],
  ["2001:db8::1", false],
  ["ff02::1", false],
  ["localhost", false],
])("%s is outside: %s", (address, expected) => {
  expect(isOutside(address)).toBe(expected);
});

test("no address of a private range passes, however it is written in an URL", () => {
  const byte = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(fc.constantFrom(10, 127), byte, byte, byte, (a, b, c, d) => {
      const number = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
      const hex = (value: number) => value.toString(16).padStart(2, "0");
      for (const host of [
        `${a}.${b}.${c}.${d}`,
        String(number),
        `0x${number.toString(16)}`,
        `0${a.toString(8)}.${b}.${c}.${d}`,
        `[::ffff:${hex(a)}${hex(b)}:${hex(c)}${hex(d)}]`,
      ])
        expect(() => demandOutward(`https://${host}/`, NONE), host).toThrow(/inside/);
    }),
  );
});

test.each([
  ["https://localhost/x", /inside/],
  ["https://a.localhost./x", /inside/],
  ["https://[::1]/x", /inside/],
  ["http://93.184.215.14/x", /without encryption/],
  ["https://user:password@hooks.example.com/", /no https/],
  ["ftp://hooks.example.com/", /no https/],
  ["file:///etc/passwd", /no https/],
  ["nothing", /no https/],
])("%s is not posted to", (address, message) => {
  expect(() => demandOutward(address, NONE)).toThrow(message);
});

test("what is no range is refused", () => {
  for (const text of ["x", "10.0.0.0/33", "10.0.0.0/x", "", "::/129"]) expect(() => readAddresses([text])).toThrow();
  expect(readAddresses(["10.1.0.0/16"]).has("10.1.2.3")).toBe(true);
  expect(readAddresses(["10.1.0.0/16"]).has("10.2.0.0")).toBe(false);
});

test("a name that leads inside is refused, also where it leads outside as well", async () => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked++;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const post = { headers: {}, body: "{}", patience: 2_000 };
  const names = async () => [
    { address: "93.184.215.14", family: 4 },
    { address: "127.0.0.1", family: 4 },
  ];
  const address = `https://rebound.example.com:${port}/`;
  await expect(postOutward(address, { ...post, own: NONE, names })).rejects.toThrow(/inside/);
  await expect(postOutward(address, { ...post, own: NONE, names: async () => [] })).rejects.toThrow(/no address/);
  expect(asked).toBe(0);
  // Allowed, the looked-up address is the one that is spoken to: this name exists nowhere.
  const own = readAddresses(["127.0.0.0/8"]);
  const inside = async () => [{ address: "127.0.0.1", family: 4 }];
  const said = await postOutward(`http://rebound.example.com:${port}/`, { ...post, own, names: inside });
  expect([said, asked]).toEqual([200, 1]);
  server.close();
});

test("a name that is never resolved does not keep us", async () => {
  const names = () => new Promise<never>(() => {});
  const post = { headers: {}, body: "{}", patience: 20, own: NONE, names };
  await expect(postOutward("https://slow.example.com/secret-path", post)).rejects.toThrow(
    /^slow\.example\.com did not answer/,
  );
});
