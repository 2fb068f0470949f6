namespace Reasonator.Tests.Ops;

/// <summary>What a run of a verb came to.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
internal sealed record OpsAnswer(int Code, string Output, string Errors)
{
    public string All => Output + Errors;

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The lines of one kind, without their first word.</summary>
    public string[] Said(string kind) =>
        [.. Lines.Where(line => line.StartsWith($"{kind.PadRight(8)}", StringComparison.Ordinal)).Select(line => line[8..])];

    /// <summary>It was refused in one sentence that says this, and with nothing of the program's inside.</summary>
    public OpsAnswer IsRefused(params string[] phrases)
    {
        Assert.True(Code == 1, $"exit code {Code}: {All}");
        Assert.StartsWith("refused ", Errors, StringComparison.Ordinal);
        Assert.Single(Errors.TrimEnd().Split('\n'));
        Assert.All(phrases, phrase => Assert.Contains(phrase, Errors, StringComparison.Ordinal));
        return this;
    }

    /// <summary>It did what it is for.</summary>
    public OpsAnswer IsDone(params string[] phrases) => Ends(0, phrases);

    /// <summary>It went to its end, with this exit code.</summary>
    public OpsAnswer Ends(int code, params string[] phrases)
    {
        Assert.True(Code == code, $"exit code {Code}, wanted {code}: {All}");
        Assert.Equal("", Errors);
        Assert.All(phrases, phrase => Assert.Contains(phrase, Output, StringComparison.Ordinal));
        return this;
    }

    public OpsAnswer Hides(params IEnumerable<string> secrets)
    {
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, All, StringComparison.OrdinalIgnoreCase));
        return this;
    }
}
