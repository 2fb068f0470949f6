using Reasonator.Errors;

namespace Reasonator.Batches;

/// <summary>The header by which a caller says that two submissions are one.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";
    public const int Longest = 255;

    /// <summary>The key, or null where none is given; false when it is none.</summary>
    public static bool TryRead(IHeaderDictionary headers, out string? key)
    {
        key = headers[Header].Count > 0 ? headers[Header].ToString() : null;
        return key is null || IsKey(key);
    }

    public static Task WriteInvalidAsync(HttpContext context) =>
        context.WriteProblemAsync(ProblemKind.InvalidRequest, $"{Header} must have 1 to {Longest} visible ASCII characters.");

    private static bool IsKey(string key) => key.Length is > 0 and <= Longest && key.All(c => c is > ' ' and <= '~');
}
