import * as z from "zod";
import { endpoint } from "./endpoint.ts";

/** Long enough that no list of usual ones holds it. */
export const Password = z.string().min(12).max(200);
export const Email = z.email().max(200).toLowerCase();
/** What a browser's authenticator says; the library that checks it knows its form. */
const Credential = z.looseObject({ id: z.string().max(2_000), response: z.looseObject({}) });
/** What a browser's authenticator is asked. */
const Ceremony = z.looseObject({ challenge: z.string() });

/** What is still to be shown. The session's cookie comes with `nothing`. */
const Next = z.object({ next: z.enum(["code", "nothing"]) });
const open = { open: "sign-in" } as const;

export const signInByPassword = endpoint({
  id: "signInByPassword",
  method: "POST",
  path: "/v1/sign-in/password",
  summary: "Sign in with a password; of somebody who has an authenticator, a code is asked next",
  action: open,
  body: z.strictObject({ email: Email, password: z.string().min(1).max(200) }),
  answer: Next,
});

export const signInByCode = endpoint({
  id: "signInByCode",
  method: "POST",
  path: "/v1/sign-in/code",
  summary: "After the password, the authenticator's code, or one of the backup codes, each of which works once",
  action: open,
  body: z.union([
    z.strictObject({ code: z.string().regex(/^\d{6}$/) }),
    z.strictObject({ backupCode: z.string().min(1).max(40) }),
  ]),
  answer: Next,
});

export const askPasskey = endpoint({
  id: "askPasskey",
  method: "POST",
  path: "/v1/sign-in/passkey/challenge",
  summary: "What a browser asks its authenticator to sign in with a passkey (WebAuthn)",
  action: open,
  answer: Ceremony,
});

export const signInByPasskey = endpoint({
  id: "signInByPasskey",
  method: "POST",
  path: "/v1/sign-in/passkey",
  summary: "Sign in with a passkey, whose device asked for a finger, a face or a PIN",
  action: open,
  body: z.strictObject({ credential: Credential }),
  answer: Next,
});

export const setUpPerson = endpoint({
  id: "setUpPerson",
  method: "POST",
  path: "/v1/setup/person",
  summary: "Make the first administrator's account with the token that the hub printed when it started; works once",
  action: { open: "set-up" },
  body: z.strictObject({
    token: z.string().min(1).max(200),
    email: Email,
    name: z.string().trim().min(1).max(100),
    /** Without one, a passkey has to be added in the session that begins. */
    password: Password.optional(),
  }),
  answer: Next,
  status: 201,
});

export const acceptInvitation = endpoint({
  id: "acceptInvitation",
  method: "POST",
  path: "/v1/sign-in/invitation",
  summary: "Take up an account with a one-time link",
  action: open,
  body: z.strictObject({ token: z.string().min(1).max(200), password: Password.optional() }),
  answer: Next,
  status: 201,
});

export const listSessions = endpoint({
  id: "listSessions",
  method: "GET",
  path: "/v1/me/sessions",
  summary: "One's own sessions, the newest first",
  action: "me.sessions",
  answer: z.object({
    items: z.array(
      z.object({
        id: z.uuid(),
        /** Whether it is the one that asks. */
        current: z.boolean(),
        factor: z.enum(["password", "totp", "backup-code", "passkey", "sso"]),
        address: z.string(),
        browser: z.string(),
        createdAt: z.iso.datetime(),
        expiresAt: z.iso.datetime(),
      }),
    ),
  }),
});

export const endSession = endpoint({
  id: "endSession",
  method: "DELETE",
  path: "/v1/me/sessions/{id}",
  summary: "End one of one's own sessions, at once",
  action: "me.sessions",
  params: z.strictObject({ id: z.uuid() }),
  answer: z.object({ ended: z.int() }),
});

export const signOut = endpoint({
  id: "signOut",
  method: "POST",
  path: "/v1/me/sign-out",
  summary: "End the session that asks",
  action: "me.sessions",
  answer: z.object({ ended: z.int() }),
});

export const enrolCode = endpoint({
  id: "enrolCode",
  method: "POST",
  path: "/v1/me/authenticator",
  summary: "Begin to use an authenticator; it counts once a code of it was shown",
  action: "me.secure",
  body: z.strictObject({ password: z.string().min(1).max(200) }),
  answer: z.object({
    /** `otpauth://…`, for the authenticator. */
    uri: z.string(),
    /** The same as a QR code: the edge in modules, and the dark ones as a path of SVG. */
    qr: z.object({ size: z.int(), path: z.string() }),
    /** Shown this once; each stands in for a code, once. */
    backupCodes: z.array(z.string()),
  }),
  status: 201,
});

export const confirmCode = endpoint({
  id: "confirmCode",
  method: "POST",
  path: "/v1/me/authenticator/confirmation",
  summary: "Show a first code: from now on one is asked for, and this session has shown its second factor",
  action: "me.secure",
  body: z.strictObject({ code: z.string().regex(/^\d{6}$/) }),
  answer: Next,
});

export const removeCode = endpoint({
  id: "removeCode",
  method: "DELETE",
  path: "/v1/me/authenticator",
  summary: "Use one's authenticator no more, for instance to begin with another; its backup codes end, too",
  action: "me.secure",
  answer: z.object({ removed: z.int() }),
});

export const Passkey = z.object({ id: z.uuid(), name: z.string(), createdAt: z.iso.datetime().nullable() });

export const listPasskeys = endpoint({
  id: "listPasskeys",
  method: "GET",
  path: "/v1/me/passkeys",
  summary: "One's own passkeys, and whether there is an authenticator besides",
  action: "me.sessions",
  answer: z.object({ items: z.array(Passkey), authenticator: z.boolean() }),
});

export const beginPasskey = endpoint({
  id: "beginPasskey",
  method: "POST",
  path: "/v1/me/passkeys/challenge",
  summary: "What a browser asks its authenticator to make a passkey (WebAuthn)",
  action: "me.secure",
  answer: Ceremony,
});

export const addPasskey = endpoint({
  id: "addPasskey",
  method: "POST",
  path: "/v1/me/passkeys",
  summary: "Add a passkey; sign in with it to show a second factor",
  action: "me.secure",
  body: z.strictObject({ name: z.string().trim().min(1).max(100), credential: Credential }),
  answer: z.object({ added: z.literal(true) }),
  status: 201,
});

export const removePasskey = endpoint({
  id: "removePasskey",
  method: "DELETE",
  path: "/v1/me/passkeys/{id}",
  summary: "Remove one of one's own passkeys",
  action: "me.secure",
  params: z.strictObject({ id: z.uuid() }),
  answer: z.object({ removed: z.int() }),
});

export const changePassword = endpoint({
  id: "changePassword",
  method: "PUT",
  path: "/v1/me/password",
  summary: "Set another password; all other sessions end",
  action: "me.secure",
  body: z.strictObject({ current: z.string().min(1).max(200), password: Password }),
  answer: z.object({ ended: z.int() }),
});
