using Reasonator.Models;

namespace Reasonator.Tests.Models;

public sealed class FingerprintTests
{
    [Fact]
    public void Any_part_that_decides_a_score_changes_it()
    {
        string[] parts = ["weights", "vocabulary", "positive,negative,neutral", "1.31.1", "int8-dynamic", "x64-avx512vnni"];
        var all = Enumerable.Range(0, parts.Length)
            .Select(i => Fingerprint.Of([.. parts.Select((part, j) => i == j ? part + "x" : part)]))
            .Append(Fingerprint.Of(parts))
            .ToList();

        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.Equal(Fingerprint.Of(parts), Fingerprint.Of(parts));
    }
}
