import { expect, test } from "vitest";
import { readAll, stream } from "../../testing/fake-file.ts";
import { listing } from "../../testing/listing.ts";
import { wellKnownProgram } from "./program.ts";
import { releaseFiles } from "./release-files.ts";
import { SIGNATURES, signatureFor } from "./signatures.ts";

/** A program whose text stands somewhere among other bytes. */
function program(text: string): Buffer {
  return Buffer.concat([Buffer.alloc(9000, 0x90), Buffer.from(`\0${text}\0`, "latin1"), Buffer.alloc(5000, 0x90)]);
}

test.each([
  ["usr/local/bin/node", "node.js/v22.1.0\0", "node@22.1.0"],
  ["usr/local/lib/libpython3.12.so.1.0", "3.12.3", "python@3.12.3"],
  ["usr/local/bin/python3.13", "3.13.0rc1", "python@3.13.0rc1"],
  ["usr/lib/libcrypto.so.3", "OpenSSL 3.0.15 3 Sep 2024", "openssl@3.0.15"],
  ["bin/busybox", "BusyBox v1.36.1 (2024-01-01)", "busybox@1.36.1"],
  ["usr/sbin/nginx", "nginx/1.27.0", "nginx@1.27.0"],
  ["usr/lib/postgresql/16/bin/postgres", "postgres (PostgreSQL) 16.3 (Debian 16.3-1)", "postgresql@16.3"],
  ["usr/sbin/mysqld", "10.11.6-MariaDB-log", "mariadb@10.11.6"],
  ["bin/bash", "@(#)Bash version 5.2.15(1) release GNU", "bash@5.2.15"],
  ["usr/bin/perl", "v5.36.0", "perl@5.36.0"],
  ["usr/bin/php8.2", "X-Powered-By: PHP/8.2.20", "php@8.2.20"],
  ["usr/sbin/sshd", "OpenSSH_9.7p1", "openssh@9.7p1"],
  ["usr/sbin/openvpn", "OpenVPN 1.5 or higher\0OpenVPN 2.6.14 x86_64-pc-linux-gnu [SSL", "openvpn@2.6.14"],
  ["usr/lib/libsqlite3.so.0.8.6", "3.40.1", "sqlite@3.40.1"],
  ["usr/lib/libpcre2-8.so.0", "10.42 2022-12-11", "pcre2@10.42"],
  ["usr/sbin/exim4", "4.96\0<<eximversion", "exim@4.96"],
  ["usr/bin/git", "git/2.39.5\0GIT_USER_AGENT", "git@2.39.5"],
  ["lib/libc.so.6", "(GNU libc) stable release version 2.36.\nCopyright", "glibc@2.36"],
  ["lib/libz.so.1.3.1", " inflate 1.3.1 Copyright 1995", "zlib@1.3.1"],
])("%s", (path, text, found) => {
  for (const size of [50, 4096, 1_000_000]) {
    const { facts } = stream(wellKnownProgram, path, program(text), size);
    expect(listing(facts)).toEqual([`pkg:generic/${found}`]);
  }
});

test("a program that does not say its version says nothing, and other names are not looked at", () => {
  expect(stream(wellKnownProgram, "usr/sbin/nginx", program("nginx/x"), 1000).facts).toEqual([]);
  for (const path of ["usr/bin/nginx-module", "lib/libz.so", "etc/bash.bashrc"])
    expect(signatureFor(path)).toBeUndefined();
});

test("each signature is found under the letters that it names, and under no others", () => {
  const names =
    "nginx redis-server postgres memcached httpd mariadbd lighttpd dropbear sshd squid dnsmasq varnishd unbound named vsftpd proftpd haproxy mosquitto keepalived knotd nsd openvpn pdns_recursor pgbouncer smtpd privoxy rsyslogd stunnel4 tinyproxy tor exim4 chronyd gearmand node python3.12 openssl busybox bash curl perl ruby php lua5.4 git gpg ffmpeg luajit sudoers.so tini zsh vim.basic nmap bun libcurl.so.4 libz.so.1 libexpat.so.1 libgnutls.so.30 libc.so.6 libarchive.so.13 libgcrypt.so.20 libgit2.so.1 libjpeg.so.62 libkrb5.so.3 libmbedcrypto.so.7 libpcre2-8.so.0 libpng16.so.16 libssh.so.4 libssh2.so.1 libsqlite3.so.0 libtiff.so.6 libwolfssl.so.35 libdovecot.so.0 libpcap.so.1 libevent-2.1.so.7 libMagickCore-6.Q16.so.6 libgs.so.10".split(
      " ",
    );
  expect(new Set(names.map((name) => signatureFor(`usr/bin/${name}`)?.product))).toEqual(
    new Set(SIGNATURES.map(({ product }) => product)),
  );
  for (const name of names) {
    const { first, file } = signatureFor(name) ?? { first: "", file: /$^/ };
    expect(first, name).toContain(name[0]);
    expect(file.test(name), name).toBe(true);
  }
});

test.each([
  ["usr/lib/jvm/java-17/release", 'IMPLEMENTOR="x"\nJAVA_VERSION="17.0.15"\n', ["pkg:generic/openjdk@17.0.15"]],
  ["usr/local/go/VERSION", "go1.22.1\ntime 2024\n", ["pkg:generic/go@1.22.1"]],
  ["opt/app/release", "build 7\n", []],
])("%s", (path, text, found) => {
  expect(listing(readAll(releaseFiles, path, text))).toEqual(found);
});
