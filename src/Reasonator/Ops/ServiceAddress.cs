namespace Reasonator.Ops;

/// <summary>What <c>--url</c> says.</summary>
internal static class ServiceAddress
{
    /// <summary>The address of a service, its path left out; null where it is none.</summary>
    public static Uri? Parse(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        ? new Uri(uri.GetLeftPart(UriPartial.Authority))
        : null;
}
