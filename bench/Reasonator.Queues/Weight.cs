namespace Reasonator.Queues;

/// <summary>What would be added to the service's folder.</summary>
internal static class Weight
{
    private static readonly string[] Added = ["Hangfire.Core", "Hangfire.PostgreSql", "Dapper", "Dapper.AOT", "Newtonsoft.Json"];

    public static void Tell(Figures figures)
    {
        figures.Add("added assemblies as published, bytes", "table", 0);
        figures.Add("added assemblies as published, bytes", "hangfire", Added.Sum(name => new FileInfo(Path.Combine(AppContext.BaseDirectory, name + ".dll")).Length));
        figures.Say("licences", "table", "");
        figures.Say("licences", "hangfire", "Hangfire.Core, Hangfire.PostgreSql LGPL-3.0; Dapper Apache-2.0; Newtonsoft.Json MIT");
    }
}
