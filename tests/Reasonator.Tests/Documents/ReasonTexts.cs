using System.Text.RegularExpressions;
using Reasonator.Tests.Service;
using Reasonator.Vault;

namespace Reasonator.Tests.Documents;

/// <summary>The reasons that health can show, as the source writes them; an ellipsis for what is filled in.</summary>
internal static partial class ReasonTexts
{
    private static readonly string[] Sources =
    [
        "Reasonator/Hosting/SecretSource.cs", "Reasonator/Models/ModelManifest.cs", "Reasonator/Models/ModelFolder.cs", "Reasonator/Models/ModelLoader.cs",
        "Reasonator/Models/GoldenText.cs", "Reasonator/Models/SelfTest.cs", "Reasonator.Inference/Tokenization/Vocabulary.cs", "Reasonator.Inference/Tokenization/VocabularyLines.cs", "Reasonator.Inference/Runtime/OnnxSentimentModel.cs",
    ];

    /// <summary>What an operator does to the vault has its own messages, and a configuration that cannot be ends the process.</summary>
    private static readonly string[] NotHealth = ["VaultEditor.cs", "VaultOptions.cs"];

    public static IEnumerable<string> All => Matches.Select(Text).Distinct();

    private static IEnumerable<Match> Matches => Directory.GetFiles(Path.Combine(Repository.Root, "src/Reasonator/Vault"))
        .Where(file => !NotHealth.Contains(Path.GetFileName(file)))
        .Concat(Sources.Select(file => Path.Combine(Repository.Root, "src", file)))
        .SelectMany(file => Thrown().Matches(File.ReadAllText(file)));

    /// <summary>The fault that a reason of the vault is thrown with.</summary>
    public static Fault FaultOf(string reason) => Enum.Parse<Fault>(Assert.Single(Matches.Where(thrown => Text(thrown) == reason).Select(thrown => thrown.Groups["fault"].Value).Distinct()));

    // Neighbours that are filled in are one.
    private static string Text(Match thrown) =>
        Many().Replace(Filled().Replace(string.Concat(thrown.Groups["text"].Captures.Select(text => text.Value)), "…"), "…");

    // new VaultException(Fault.X, $"…" + "…"), and the same where the type is known: new(Fault.X, …), new($"…")
    [GeneratedRegex("""(Exception|new)\((Fault\.(?<fault>\w+),)?\s*\$?"(?<text>([^"{]|\{([^{}"]|"[^"]*")*\})*)"(\s*\+\s*\$?"(?<text>([^"{]|\{([^{}"]|"[^"]*")*\})*)")*""")]
    private static partial Regex Thrown();

    [GeneratedRegex("""\{([^{}"]|"[^"]*")*\}""")]
    private static partial Regex Filled();

    [GeneratedRegex("…( …)+")]
    private static partial Regex Many();
}
