import { APIError, createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import * as z from "zod";

/** A plug-in for the library: a session for somebody whom the hub itself has recognized. No address leads to it. */
export function begin() {
  return {
    id: "begin-session" as const,
    endpoints: {
      beginSession: createAuthEndpoint.serverOnly(
        { method: "POST", body: z.strictObject({ person: z.uuid(), factor: z.enum(["password", "sso"]) }) },
        async (context) => {
          const { internalAdapter } = context.context;
          const user = await internalAdapter.findUserById(context.body.person);
          const session =
            user === null
              ? null
              : await internalAdapter.createSession(user.id, false, { factor: context.body.factor }, true);
          if (user === null || !session) throw new APIError("FORBIDDEN", { message: "no session for this person" });
          await setSessionCookie(context, { session, user });
          return context.json({ begun: true });
        },
      ),
    },
  };
}
