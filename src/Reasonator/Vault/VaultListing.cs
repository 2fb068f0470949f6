using System.Text.Json;

namespace Reasonator.Vault;

/// <summary>The secrets of a folder by name, its own before the imported ones.</summary>
internal sealed class VaultListing
{
    // What the vault sends in place of a value the identity may not read.
    private const string Mask = "<hidden-by-infisical>";

    private readonly Dictionary<string, string> _values = [];
    private readonly HashSet<string> _masked = [];
    private readonly string _place;

    public VaultListing(JsonElement body, string place)
    {
        _place = place;
        if (Items(body, "secrets") is not { } own)
        {
            throw new VaultException(Fault.Unexpected,
                "The vault's answer has no list of secrets: check that INFISICAL_HOST is an Infisical.");
        }

        // Among imports "the last one wins" (infisical.com/docs/documentation/platform/secret-reference).
        foreach (var secret in own.Concat(Enumerable.Reverse(Items(body, "imports") ?? []).SelectMany(Imported)))
        {
            Add(secret);
        }
    }

    /// <exception cref="VaultException">The secret is missing, masked or not resolved.</exception>
    public string Required(string name) =>
        Optional(name) ?? throw (_masked.Contains(name) ? Masked(name) : Missing(name));

    public string? Optional(string name) => _values.GetValueOrDefault(name) switch
    {
        // A reference that leads nowhere stays in the value as it was written, and as a token it could be guessed.
        { } value when value.Contains("${", StringComparison.Ordinal) => throw new VaultException(Fault.InvalidSecret,
            $"{name} in {_place} refers to a secret that cannot be read: correct the reference or the permission."),
        var value => value,
    };

    /// <summary>A pin in lower case. A masked pin is a fault: serving unpinned is not what was asked for.</summary>
    public string? Checksum(string name) => Optional(name)?.ToLowerInvariant() switch
    {
        null when _masked.Contains(name) => throw Masked(name),
        null or "unknown" => null,
        { Length: 64 } sum when sum.All(char.IsAsciiHexDigit) => sum,
        _ => throw new VaultException(Fault.InvalidSecret,
            $"{name} in {_place} is not a SHA-256: set 64 hexadecimal digits, or unknown."),
    };

    public string[] MaskedAmong(params string[] names) => [.. names.Where(_masked.Contains)];

    private void Add(JsonElement secret)
    {
        var value = VaultReply.Text(secret, "secretValue")?.Trim() ?? "";
        // A name that is masked stays so: the import below it holds another value.
        if (VaultReply.Text(secret, "secretKey") is not { } name || _values.ContainsKey(name) || _masked.Contains(name))
        {
            return;
        }

        if (IsHidden(secret) || value.Contains(Mask, StringComparison.Ordinal))
        {
            _masked.Add(name);
        }
        else if (value.Length > 0)
        {
            _values.Add(name, value);
        }
    }

    /// <summary>Whether the name is there, with a value or masked.</summary>
    public bool Has(string name) => _values.ContainsKey(name) || _masked.Contains(name);

    // The vault tells an empty folder from one that is not there as little as this does.
    private VaultException Missing(string name) => _values.Count + _masked.Count == 0
        ? new(Fault.EmptyFolder, $"{name} is missing, since {_place} is empty or not there: create the folder and the secret, which reasonator ops bootstrap does.")
        : new(Fault.MissingSecret, $"{name} is missing in {_place}: create the folder and the secret.");

    private VaultException Masked(string name) => new(Fault.MaskedSecret,
        $"{name} in {_place} is masked: the identity INFISICAL_CLIENT_ID lacks ReadValue, grant it.");

    private static bool IsHidden(JsonElement secret) => VaultReply.Property(secret, "secretValueHidden") is { ValueKind: JsonValueKind.True };

    private static JsonElement[] Imported(JsonElement import) => Items(import, "secrets") ?? [];

    private static JsonElement[]? Items(JsonElement element, string name) =>
        VaultReply.Property(element, name) is { ValueKind: JsonValueKind.Array } items ? [.. items.EnumerateArray()] : null;
}
