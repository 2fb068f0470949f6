namespace Reasonator.Mutants;

/// <summary>Where things lie.</summary>
internal sealed record Repository(string Root)
{
    public string Results(string group) => Work((group == "" ? "all" : group) + ".tsv");

    public string Project(string name) => Path.Combine(Root, "src", name, name + ".csproj");

    public string Built(string tests) => Path.Combine(Root, "artifacts", "bin", tests, "debug");

    // Inside the repository: tests look for its files above their own folder.
    public string Work(string name) => Path.Combine(Root, "artifacts", "mutants", name);
}
