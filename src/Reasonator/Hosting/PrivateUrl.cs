namespace Reasonator.Hosting;

/// <summary>The one rule of where a secret, or what must not be changed on its way, may travel.</summary>
internal static class PrivateUrl
{
    /// <summary>Whether an address is asked over https, or over http within this machine.</summary>
    public static bool Is(Uri url) => url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback);
}
