import { addSamlProvider, samlCallback, signInBySaml } from "../../contract/saml.ts";
import { countingFailures } from "../auth/sign-in-failures.ts";
import { Problem } from "../http/problems.ts";
import { type Route, route } from "../http/route.ts";
import { deskOf, signingIn } from "../people/sign-in-routes.ts";
import { addOne } from "../people/sso-routes.ts";
import { checkedSignOnUrl, expectedOf, isSaml, readCertificates } from "./providers.ts";
import { SamlFault } from "./saml-fault.ts";
import { spendTicket, takeAnswer } from "./sign-in.ts";

export const SAML_ROUTES: readonly Route[] = [
  route(addSamlProvider, async ({ body, principal }, hub) => {
    const { signOnUrl, certificates, attribute, ...provider } = body;
    const saml = { signOnUrl: checkedSignOnUrl(signOnUrl), certificates: readCertificates(certificates), attribute };
    return await addOne(hub, principal, { ...provider, secret: {}, saml });
  }),
  route(samlCallback, async ({ params, body, request, reply }, hub) => {
    const ticket = await countingFailures(hub.database, `saml ${request.ip}`, hub.now(), async () => {
      const [row] = await hub.database
        .selectFrom("sso_provider")
        .selectAll()
        .where("id", "=", params.provider)
        .execute();
      if (row === undefined || !isSaml(row)) throw refused();
      // The readers of XML are loaded with the first answer.
      const { readResponse } = await import("./read-response.ts");
      try {
        const vouched = readResponse(body.SAMLResponse, expectedOf(row, deskOf(hub).origin(), hub.now()));
        return await takeAnswer(hub.database, row, vouched, hub.now());
      } catch (fault) {
        if (!(fault instanceof SamlFault)) throw fault;
        request.log.warn({ provider: row.id, reason: fault.message }, "a SAML answer was refused");
        throw refused();
      }
    }).catch((fault: unknown) => {
      if (fault instanceof Problem && fault.code === REFUSED) return undefined;
      throw fault;
    });
    void reply.header("location", ticket === undefined ? "/#refused" : `/#saml=${ticket}`);
    return ticket === undefined ? "Not signed in." : "Go on.";
  }),
  route(signInBySaml, async ({ body, ...call }, hub) => {
    return await signingIn(call, hub, async (desk) => {
      const person = await spendTicket(hub.database, call.request, body.ticket, hub.now());
      await desk.begin(call.request, call.reply, person, "sso");
      return { next: "nothing" as const };
    });
  }),
];

const REFUSED = "sign-in/refused-answer";

/** Counted as a failure of the place, and told as a page to go to. */
function refused(): Problem {
  return new Problem(401, REFUSED, "Not signed in", "The identity provider's answer was not taken.");
}
