using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Reasonator.Hosting;

/// <summary>Which addresses to bind: <c>--urls</c>, else <c>PORT</c>, else <c>ASPNETCORE_URLS</c>, else loopback port 8080.</summary>
internal static class ListenUrls
{
    private const string Default = "http://localhost:8080";

    /// <param name="urls">The option's value: addresses separated by semicolons.</param>
    /// <param name="port">The platform's port number.</param>
    /// <param name="aspnetcore">The framework's own variable.</param>
    /// <param name="local">True to narrow every address to loopback.</param>
    /// <exception cref="ConfigurationException">An address or the port cannot be bound as written.</exception>
    public static IReadOnlyList<string> Resolve(string? urls, string? port, string? aspnetcore, bool local)
    {
        var (source, chosen) = urls is { Length: > 0 } ? ("--urls", urls)
            : port is { Length: > 0 } ? ("PORT", $"http://*:{CheckedPort(port)}")
            : aspnetcore is { Length: > 0 } ? ("ASPNETCORE_URLS", aspnetcore)
            : ("", Default);
        string[] all = [.. chosen.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(url => Bindable(source, url, local)).Distinct()];
        return all.Length > 0 ? all : throw new ConfigurationException($"{source} holds no address: give one such as http://*:8080.");
    }

    /// <summary>Refuses an endpoint on another address than loopback, whoever added it. Called for each one before it is bound.</summary>
    /// <exception cref="ConfigurationException">Other machines could reach the endpoint.</exception>
    public static void RequireLoopback(ListenOptions endpoint)
    {
        if (endpoint.IPEndPoint is { } address && !IPAddress.IsLoopback(address.Address))
        {
            throw new ConfigurationException(
                $"{address} is not on loopback, and without a vault everybody knows the token: " +
                "configure the vault, or give --urls a loopback address.");
        }
    }

    private static int CheckedPort(string port) => ushort.TryParse(port, out var number)
        ? number
        : throw new ConfigurationException("PORT must be a number from 0 to 65535.");

    private static string Bindable(string source, string url, bool local)
    {
        var address = Parse(source, url);
        if (address.IsUnixPipe || address.IsNamedPipe)
        {
            throw new ConfigurationException($"{source} names a socket file: give an address such as http://*:8080.");
        }

        if (!address.Scheme.Equals("http", StringComparison.OrdinalIgnoreCase))
        {
            throw new ConfigurationException($"{source} names {address.Scheme}: TLS ends before this service, give an address such as http://*:8080.");
        }

        // Kestrel binds any name that is not an address or localhost to every interface.
        var loopback = IsLoopback(address.Host);
        return local && !loopback ? $"http://{Loopback(address.Port)}:{address.Port}"
            : loopback && address.Port == 0 && address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? "http://127.0.0.1:0"
            : url;
    }

    // A port of the system's choice cannot be bound on two loopback addresses at once.
    private static string Loopback(int port) => port == 0 ? "127.0.0.1" : "localhost";

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    private static BindingAddress Parse(string source, string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.PathBase.Length == 0 && address.Port is >= 0 and <= 65535
                ? address
                : throw new ConfigurationException($"{source} must be an address without a path and with a port from 0 to 65535, such as http://*:8080.");
        }
        catch (FormatException)
        {
            throw new ConfigurationException($"{source} is not an address: give one such as http://*:8080.");
        }
    }
}
