using System.Security.Cryptography.X509Certificates;
using Npgsql;
using Reasonator.Hosting;

namespace Reasonator.Store;

/// <summary>
/// The options behind the ? of <c>DATABASE_URL</c>, named and meant as PostgreSQL's own library does. One that is not known is
/// refused: passed over, it would be a weaker connection than was asked for.
/// </summary>
/// <param name="SslMode">disable, allow, prefer, require, verify-ca or verify-full; null where it is not given.</param>
/// <param name="RootCertificate">The file of the authorities that are trusted; null for the machine's.</param>
/// <param name="ApplicationName">The name under which the server lists the session; null for the service's.</param>
internal sealed record DatabaseUrlOptions(string? SslMode, string? RootCertificate, string? ApplicationName)
{
    private static readonly string[] Known = ["sslmode", "sslrootcert", "application_name"];
    private static readonly string[] Modes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

    /// <summary>Reads a query, with its question mark.</summary>
    /// <exception cref="ConfigurationException">An option is not known, given twice, or has a value that it cannot have.</exception>
    public static DatabaseUrlOptions Read(string query)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var option in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = option.Split('=', 2);
            if (!Known.Contains(parts[0], StringComparer.OrdinalIgnoreCase) || !values.TryAdd(parts[0], Uri.UnescapeDataString(parts.Length > 1 ? parts[1] : "")))
            {
                throw Refusal($"has an option that is not known, or one twice: known are {string.Join(", ", Known)}.");
            }
        }

        var mode = values.GetValueOrDefault("sslmode")?.ToLowerInvariant();
        return mode is null || Modes.Contains(mode)
            ? new DatabaseUrlOptions(mode, values.GetValueOrDefault("sslrootcert"), values.GetValueOrDefault("application_name"))
            : throw Refusal($"has an sslmode that is none: write {string.Join(", ", Modes)}.");
    }

    public void Apply(NpgsqlConnectionStringBuilder settings)
    {
        settings.SslMode = Mode();
        settings.ApplicationName = ApplicationName ?? settings.ApplicationName;
        // "system" is the machine's own, as without the option.
        if (RootCertificate is not (null or "system"))
        {
            settings.RootCertificate = Proven(RootCertificate);
        }
    }

    // Nothing goes in clear unless it says disable: allow and prefer, which leave that to the server, are taken for require. And
    // require proves nothing, for the platform's certificates are signed by nobody, unless it names an authority.
    private SslMode Mode() => (SslMode, RootCertificate) switch
    {
        ("disable", _) => Npgsql.SslMode.Disable,
        ("verify-full", _) or (_, "system") => Npgsql.SslMode.VerifyFull,
        ("verify-ca", _) or (_, not null) => Npgsql.SslMode.VerifyCA,
        _ => Npgsql.SslMode.Require,
    };

    private static string Proven(string file)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            return authorities.Count > 0 ? file : throw Refusal("names with sslrootcert a file without a certificate in PEM.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or System.Security.Cryptography.CryptographicException)
        {
            throw Refusal("names with sslrootcert a file that is not there, not readable, or no certificate in PEM.");
        }
    }

    private static ConfigurationException Refusal(string why) => new($"{DatabaseUrl.Variable} {why}");
}
