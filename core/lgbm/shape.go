package lgbm

// checkShape checks that every node and every leaf of t is reached from the
// root exactly once. A shared child would make two rules of one; a cycle would
// make scoring endless; a part that is not reached is a sign of damage.
func checkShape(b block, t Tree) error {
	nodes := len(t.Left)
	if nodes == 0 {
		return nil // one leaf, which is the root
	}
	reachedNode := make([]bool, nodes)
	reachedLeaf := make([]bool, nodes+1)
	reachedNode[0] = true
	open := []int{0}
	// Each link is followed once at most, because a node is opened only when it
	// is first reached: the loop ends whatever the links are.
	for len(open) > 0 {
		n := open[len(open)-1]
		open = open[:len(open)-1]
		for _, side := range []struct {
			key   string
			child int
		}{{"left_child", t.Left[n]}, {"right_child", t.Right[n]}} {
			seen, kind, index := reachedLeaf, "leaf", ^side.child
			if side.child >= 0 {
				seen, kind, index = reachedNode, "node", side.child
				open = append(open, index)
			}
			if seen[index] {
				return malformed(b.fields[side.key].line, side.key, "%s %d is reached twice", kind, index)
			}
			seen[index] = true
		}
	}
	// Links to leaves and nodes are as many as leaves and nodes without the
	// root, so a leaf that is not reached comes with a node that is not.
	for n, reached := range reachedNode {
		if !reached {
			return malformed(b.fields["left_child"].line, "left_child", "node %d is not reached from the root", n)
		}
	}
	return nil
}
