namespace Reasonator.Ops;

/// <summary>What the command line says to <c>serve</c>.</summary>
/// <param name="Urls">The value of <c>--urls</c>, or null.</param>
/// <param name="TrustedProxies">The value of <c>--trusted-proxies</c>.</param>
/// <param name="Host">The host's own options, as the test host passes them.</param>
internal sealed record ServeArguments(string? Urls, int TrustedProxies, WebApplicationOptions Host);
