using Reasonator.Queues;

return args switch
{
    ["worker", var plan] => await Worker.RunAsync(Plan.Parse(plan)),
    [] => await Comparison.RunAsync(quick: false),
    ["--quick"] => await Comparison.RunAsync(quick: true),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Compares Hangfire with a table of leases. Arguments: none, or --quick for one round of each.");
    return 2;
}
