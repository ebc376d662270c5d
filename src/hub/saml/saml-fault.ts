/** Why an identity provider's answer is not believed; for the log alone, since whoever sent it may be anybody. */
export class SamlFault extends Error {}
