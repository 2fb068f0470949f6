namespace Reasonator.Vault;

/// <summary>What the vault folder holds for this service. Printing it shows names only.</summary>
internal sealed record Secrets
{
    public const string ServiceTokenName = "RACK_SERVICE_TOKEN";
    public const string PreviousServiceTokenName = "RACK_SERVICE_TOKEN_PREVIOUS";
    public const string OperatorTokenName = "RACK_OPERATOR_TOKEN";
    public const string SentryDsnName = "SENTRY_DSN";
    public const string ModelShaName = "FINBERT_MODEL_SHA";

    public required string ServiceToken { get; init; }

    /// <summary>Still accepted while a rotation is under way.</summary>
    public string? PreviousServiceToken { get; init; }

    public string? OperatorToken { get; init; }
    public string? SentryDsn { get; init; }

    /// <summary>The checksum the model must have, in lower case; null when it is not pinned.</summary>
    public string? ModelSha { get; init; }

    /// <summary>Optional secrets that are there but masked: they count as missing, which deserves a warning.</summary>
    public IReadOnlyList<string> Masked { get; init; } = [];

    /// <summary>The names of the secrets present, fit for a log.</summary>
    public IReadOnlyList<string> Names =>
    [
        .. new (string Name, string? Value)[]
            {
                (ServiceTokenName, ServiceToken),
                (PreviousServiceTokenName, PreviousServiceToken),
                (OperatorTokenName, OperatorToken),
                (SentryDsnName, SentryDsn),
                (ModelShaName, ModelSha),
            }
            .Where(secret => secret.Value is not null)
            .Select(secret => secret.Name),
    ];

    public override string ToString() => $"secrets {string.Join(", ", Names)}";
}
