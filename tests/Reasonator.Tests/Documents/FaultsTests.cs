using System.Text.RegularExpressions;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Documents;

/// <summary>docs/faults.md against the tests and the bench that it names.</summary>
public sealed partial class FaultsTests
{
    private static readonly string[] Named = [.. new Document("docs/faults.md").Spans];

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var tests = Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);
        var named = Named.Where(span => TestName().IsMatch(span)).ToList();

        Assert.True(named.Count > 60, $"{named.Count} tests were found");
        Assert.All(named, name =>
        {
            var (type, method) = (name.Split('.')[0], name.Split('.').ElementAtOrDefault(1));
            Assert.True(tests.TryGetValue(type, out var source), $"There is no {type}.cs.");
            Assert.Matches($@"\[(Fact|Theory)", source);
            Assert.True(method is null || Regex.IsMatch(source, $@"public (async Task|void) {method}\("), $"{type} has no {method}.");
        });
    }

    [Fact]
    public void Every_verb_of_the_bench_that_is_named_exists_and_has_a_result()
    {
        var program = File.ReadAllText(Path.Combine(Repository.Root, "bench/Reasonator.Bench/Program.cs"));
        var results = File.ReadAllText(Path.Combine(Repository.Root, "bench/RESULTS.md"));
        var verbs = Named.Where(span => span.StartsWith("bench/run ", StringComparison.Ordinal)).Select(span => span["bench/run ".Length..]).Distinct().ToList();

        Assert.True(verbs.Count > 5, $"{verbs.Count} verbs were found");
        Assert.All(verbs, verb => Assert.Contains($"new Command(\"{verb}\"", program));
        Assert.All(verbs, verb => Assert.Contains($"    ./bench/run {verb}", results));
    }

    [GeneratedRegex(@"^\w+Tests(\.\w+)?$")]
    private static partial Regex TestName();
}
