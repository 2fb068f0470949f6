using Npgsql;
using Reasonator.Hosting;

namespace Reasonator.Store;

/// <summary><c>DATABASE_URL</c> as the platform writes it: a URI, which the driver does not read.</summary>
internal static class DatabaseUrl
{
    public const string Variable = "DATABASE_URL";

    /// <summary>Connections of a process: the plan has 20, and at a deploy the old dyno, the new one and the release meet.</summary>
    public const int Connections = 8;

    /// <summary>The driver's settings for a URI such as <c>postgres://user:password@host:5432/database?sslmode=verify-full</c>.</summary>
    /// <exception cref="ConfigurationException">It is none. The sentence quotes no value: it may hold a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("postgres" or "postgresql") || uri.Host.Length == 0 || uri.AbsolutePath.Length < 2 || uri.Fragment.Length > 0)
        {
            throw new ConfigurationException($"{Variable} is no URI of a database: write postgres://user:password@host:5432/database, or leave it out.");
        }

        var user = uri.UserInfo.Split(':', 2);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = uri.IdnHost,
            Port = uri.Port < 0 ? 5432 : uri.Port,
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]),
            GssEncryptionMode = GssEncryptionMode.Disable,
            MaxPoolSize = Connections,
            KeepAlive = 30,
            Timeout = 10,
            CommandTimeout = 10,
            ApplicationName = "reasonator",
        };
        DatabaseUrlOptions.Read(uri.Query).Apply(settings);
        return settings;
    }
}
