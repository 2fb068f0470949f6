using Reasonator.Mutants;

// Arguments are ./run's: ROOT JOBS GROUP FILE LEFT; an empty GROUP or FILE is any.
var repository = new Repository(args[0]);
var jobs = int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture);
var (only, file) = (args[2], args[3]);
var groups = Group.All.Where(group => only == "" || group.Name == only).ToList();
if (groups.Count == 0)
{
    Console.Error.WriteLine($"There is no group {only}: {string.Join(", ", Group.All.Select(group => group.Name))}.");
    return 2;
}

using var report = new Report(repository.Results(only), args[4] == "1");
foreach (var project in groups.GroupBy(group => group.Project))
{
    var build = await Build.OfAsync(repository.Project(project.Key));
    foreach (var group in project)
    {
        await new Campaign(group, build, repository, jobs, report).RunAsync(file);
    }
}

report.Close();
return 0;
