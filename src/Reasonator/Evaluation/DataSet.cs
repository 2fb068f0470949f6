using Reasonator.Inference.Runtime;

namespace Reasonator.Evaluation;

/// <summary>A text and what people say of it.</summary>
internal sealed record LabelledText(string Text, Label Label);

/// <summary>A labelled set, and what a reader of its figures must know.</summary>
/// <param name="Name">As it is asked for.</param>
/// <param name="Title">What it is, and which part of it.</param>
/// <param name="Licence">Its terms.</param>
/// <param name="Mapping">How its labels became three, what was left out, and why.</param>
/// <param name="File">The file that was read, below the data folder.</param>
/// <param name="Sha256">Of that file's bytes, so that another copy is noticed.</param>
/// <param name="LeftOut">Rows that have no one label, or that finbert-mini was trained on.</param>
/// <param name="Published">Figures that others published for the production model.</param>
/// <param name="Texts">What is left.</param>
internal sealed record DataSet(
    string Name, string Title, string Licence, string Mapping, string File, string Sha256, int LeftOut, IReadOnlyList<string> Published, IReadOnlyList<LabelledText> Texts);
