using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Reasonator.Mutants;

/// <summary>
/// Assemblies with as many mutants as can stand beside each other, each behind a switch: a compilation takes longer than most
/// tests. What a switch cannot hold, such as a constant, has an assembly of its own.
/// </summary>
internal sealed class Batches(Build build)
{
    private readonly List<Mutant> _alone = [];

    /// <summary>The mutants and their assemblies; none where a mutant does not compile.</summary>
    public IEnumerable<(Mutant Mutant, byte[]? Assembly)> Of(IEnumerable<Mutant> mutants)
    {
        var left = mutants.ToList();
        while (left.Count > 0)
        {
            var round = Disjoint(left);
            left = [.. left.Except(round)];
            var assembly = Compile(round);
            foreach (var mutant in round)
            {
                yield return (mutant, assembly);
            }
        }

        foreach (var mutant in _alone)
        {
            yield return (mutant, build.With([(mutant.Tree, Changed(mutant.Tree, [mutant.Change]))], out _));
        }
    }

    private static List<Mutant> Disjoint(IEnumerable<Mutant> mutants)
    {
        var round = new List<Mutant>();
        foreach (var mutant in mutants)
        {
            if (!round.Exists(other => other.Tree == mutant.Tree && other.Whole.Span.OverlapsWith(mutant.Whole.Span)))
            {
                round.Add(mutant);
            }
        }

        return round;
    }

    /// <summary>Compiles what stays of a round when those that cannot be switched have been put aside.</summary>
    private byte[]? Compile(List<Mutant> round)
    {
        while (round.Count > 0)
        {
            var files = round.GroupBy(mutant => mutant.Tree).Select(file => new Switched(file.Key, file)).ToList();
            var assembly = build.With(files.Select(file => (file.Tree, file.Changed)), out var errors);
            if (assembly is not null)
            {
                return assembly;
            }

            List<Mutant> guilty = [.. files.SelectMany(file => file.Guilty(errors))];
            guilty = guilty.Count > 0 ? guilty : [.. round];
            _alone.AddRange(guilty);
            round.RemoveAll(guilty.Contains);
        }

        return null;
    }

    private static SyntaxTree Changed(SyntaxTree tree, IEnumerable<TextChange> changes) => tree.WithChangedText(tree.GetText().WithChanges(changes));

    /// <summary>A file with its mutants of a round.</summary>
    private sealed class Switched
    {
        private readonly List<(Mutant Mutant, TextSpan Span)> _places = [];

        public Switched(SyntaxTree tree, IEnumerable<Mutant> mutants)
        {
            Tree = tree;
            var shift = 0;
            var ordered = mutants.OrderBy(mutant => mutant.Whole.SpanStart).ToList();
            foreach (var mutant in ordered)
            {
                var length = mutant.Switched.NewText!.Length;
                _places.Add((mutant, new TextSpan(mutant.Whole.SpanStart + shift, length)));
                shift += length - mutant.Whole.Span.Length;
            }

            Changed = Batches.Changed(tree, ordered.Select(mutant => mutant.Switched));
        }

        public SyntaxTree Tree { get; }

        public SyntaxTree Changed { get; }

        public IEnumerable<Mutant> Guilty(IEnumerable<Diagnostic> errors)
        {
            var spans = errors.Where(error => error.Location.SourceTree == Changed).Select(error => error.Location.SourceSpan).ToList();
            // An error may show elsewhere in the member, where a variable is no longer there.
            var members = spans.Select(span => Changed.GetRoot().FindNode(span).FirstAncestorOrSelf<MemberDeclarationSyntax>()?.Span ?? span).ToList();
            var near = _places.Where(place => spans.Exists(place.Span.IntersectsWith)).ToList();
            return (near.Count > 0 ? near : _places.Where(place => members.Exists(place.Span.IntersectsWith))).Select(place => place.Mutant);
        }
    }
}
