/** The applications that come with Erlang/OTP and with Elixir themselves (erlang.org/doc/applications, elixir-lang.org). */
export const OF_OTP: ReadonlySet<string> = new Set(
  (
    "asn1 common_test compiler crypto debugger dialyzer diameter edoc eldap erl_docgen erl_interface erts et eunit ftp " +
    "inets jinterface kernel megaco mnesia observer odbc os_mon parsetools public_key reltool runtime_tools sasl snmp " +
    "ssh ssl stdlib syntax_tools tftp tools wx xmerl " +
    "eex elixir ex_unit iex logger mix"
  ).split(" "),
);
