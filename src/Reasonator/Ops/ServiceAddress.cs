using System.CommandLine;
using System.CommandLine.Parsing;
using Reasonator.Hosting;

namespace Reasonator.Ops;

/// <summary>What <c>--url</c> says.</summary>
internal static class ServiceAddress
{
    /// <summary>The address of a service, its path with a slash at the end. It was checked.</summary>
    public static Uri Parse(string url) => Read(url) ?? throw new ArgumentException("not an address", nameof(url));

    /// <summary>The address as a person writes it.</summary>
    public static string Text(Uri url) => url.AbsoluteUri.TrimEnd('/');

    /// <summary>Refuses, as usage, what is no address, and what a token must not be sent to.</summary>
    public static void Check(OptionResult given, Option<string?> option)
    {
        if (given.GetValue(option) is not { } url || Read(url) is not { } address)
        {
            given.AddError($"{option.Name} must be an address such as http://localhost:8080 or https://example.com/prefix, without a password, a query or a fragment.");
        }
        else if (!PrivateUrl.Is(address))
        {
            given.AddError($"{option.Name} is http to another machine: the token would travel in clear. Use https.");
        }
    }

    private static Uri? Read(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri is { UserInfo: "", Query: "", Fragment: "" }
            ? new Uri($"{uri.AbsoluteUri.TrimEnd('/')}/")
            : null;
}
