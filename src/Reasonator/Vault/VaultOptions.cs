using Reasonator.Hosting;

namespace Reasonator.Vault;

/// <summary>Where the vault is and who asks.</summary>
internal sealed record VaultOptions
{
    public const string HostVariable = "INFISICAL_HOST";
    public const string ProjectIdVariable = "INFISICAL_PROJECT_ID";
    public const string ClientIdVariable = "INFISICAL_CLIENT_ID";
    public const string ClientSecretVariable = "INFISICAL_CLIENT_SECRET";
    public const string AccessClientIdVariable = "CF_ACCESS_CLIENT_ID";
    public const string AccessClientSecretVariable = "CF_ACCESS_CLIENT_SECRET";

    public required Uri Host { get; init; }
    public required string ProjectId { get; init; }
    public required string ClientId { get; init; }
    public required string ClientSecret { get; init; }

    /// <summary>The Cloudflare Access service token; without it no gate stands before the vault.</summary>
    public string? AccessClientId { get; init; }

    public string? AccessClientSecret { get; init; }

    /// <summary>The vault's own slug: dev, staging or prod.</summary>
    public required string Environment { get; init; }

    public VaultGate Gate => new(Host, AccessClientId, AccessClientSecret);

    public VaultPlace Place => new(ProjectId, Environment);

    /// <summary>Null when no vault is configured.</summary>
    /// <exception cref="ConfigurationException">It is configured by halves, or cannot work.</exception>
    public static VaultOptions? From(IConfiguration configuration, string environmentSlug)
    {
        string?[] keys = [.. Identity.Select(name => Read(configuration, name))];
        if (keys.All(key => key is null))
        {
            return null;
        }

        if (Array.IndexOf(keys, null) is >= 0 and var missing)
        {
            throw new ConfigurationException(
                $"{Identity[missing]} is not set: set {string.Join(", ", Identity)} together, or none of them.");
        }

        var gate = GateFrom(configuration);
        return new VaultOptions
        {
            Host = gate.Host,
            ProjectId = keys[0]!,
            ClientId = keys[1]!,
            ClientSecret = keys[2]!,
            AccessClientId = gate.AccessClientId,
            AccessClientSecret = gate.AccessClientSecret,
            Environment = environmentSlug,
        };
    }

    public override string ToString() => $"{Gate}, environment {Environment}, folder {VaultPlace.Path}";

    private static readonly string[] Identity = [ProjectIdVariable, ClientIdVariable, ClientSecretVariable];

    /// <summary>The vault's address, and the token of the gate before it.</summary>
    /// <exception cref="ConfigurationException">The address cannot work, or half of the token is missing.</exception>
    public static VaultGate GateFrom(IConfiguration configuration)
    {
        var host = Origin(Read(configuration, HostVariable) ?? "https://app.infisical.com");
        var (id, secret) = (Header(configuration, AccessClientIdVariable),
            Header(configuration, AccessClientSecretVariable));
        return (id, secret) switch
        {
            (not null, null) => throw new ConfigurationException(
                $"{AccessClientSecretVariable} is not set: set it beside {AccessClientIdVariable}, or neither."),
            (null, not null) => throw new ConfigurationException(
                $"{AccessClientIdVariable} is not set: set it beside {AccessClientSecretVariable}, or neither."),
            _ => new VaultGate(host, id, secret),
        };
    }

    // Everything but an origin is refused: a user name in it is a secret in a log, a path answers 404 to every call.
    private static Uri Origin(string host) =>
        Uri.TryCreate(host, UriKind.Absolute, out var uri)
        && PrivateUrl.Is(uri)
        && uri is { UserInfo: "", PathAndQuery: "/", Fragment: "" }
            ? uri
            : throw new ConfigurationException(
                $"{HostVariable} must be an https URL without a path, such as https://vault.example.com " +
                "(http only to a loopback host): correct it.");

    // Found at start rather than in a request, where it would look like a broken connection.
    private static string? Header(IConfiguration configuration, string name) =>
        Read(configuration, name) is { } value && value.Any(letter => letter is < '!' or > '~')
            ? throw new ConfigurationException(
                $"{name} holds a character that no header can carry: copy it again from Cloudflare.")
            : Read(configuration, name);

    // A pasted value often ends in a newline.
    private static string? Read(IConfiguration configuration, string name) =>
        configuration[name]?.Trim() is { Length: > 0 } value ? value : null;
}
